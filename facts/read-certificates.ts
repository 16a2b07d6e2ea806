import { X509Certificate } from 'node:crypto';
import type { KeyedLines } from '../exchange/keyed-lines';
import { singleLine } from '../text/single-line';
import { utc } from '../text/words';

export interface ReadCertificate {
  readonly name: string;
  /** UTC: `2027-11-21T11:52:03Z`. */
  readonly expiresAt: string;
  /** SHA-256. */
  readonly fingerprint: string;
}

/** The certificates that a host said, each once, sorted by name. A file that holds none says nothing of its expiry. */
export function readCertificates(said: KeyedLines): readonly ReadCertificate[] {
  const found = said.all('certificate').slice(0, 100).flatMap(tryCertificate);
  const byName = new Map(found.map((each) => [each.name, each]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** SHA-256 fingerprint of a certificate in base64, of PEM or DER; undefined when it is none. */
export function tryFingerprint(data: string): string | undefined {
  return tryParse(data)?.fingerprint256;
}

function tryCertificate(line: string): ReadCertificate[] {
  const [name = '', data = ''] = line.split(' ');
  const certificate = tryParse(data);
  if (certificate === undefined) return [];
  const { validTo, fingerprint256: fingerprint } = certificate;
  return [{ name: singleLine(name), expiresAt: utc(new Date(validTo)), fingerprint }];
}

function tryParse(data: string): X509Certificate | undefined {
  try {
    return new X509Certificate(Buffer.from(data, 'base64'));
  } catch {
    return undefined;
  }
}
