import { createHmac, timingSafeEqual } from 'node:crypto';
import { tryHostKeyType } from './host-key';

/** One readable line of a known_hosts file. */
export interface KnownHostsLine {
  /** Counted from 1. */
  readonly number: number;
  /** `@revoked` or `@cert-authority`. @default - an ordinary line */
  readonly marker?: 'revoked' | 'cert-authority';
  /** The host field as written: a comma list of patterns, or one hashed name. */
  readonly hosts: string;
  readonly type: string;
  readonly key: Buffer;
}

export interface KnownHosts {
  readonly lines: readonly KnownHostsLine[];
  /** Numbers of lines that are neither comment nor entry: cut short, wrong base64, an unknown marker. */
  readonly unreadable: readonly number[];
}

/** What a known_hosts file says about one host. */
export interface KnownHostKeys {
  readonly trusted: readonly KnownHostsLine[];
  readonly revoked: readonly KnownHostsLine[];
  /** Lines that trust a certificate authority; nuclab has no certificates and does not use them. */
  readonly authorities: readonly KnownHostsLine[];
}

/** The name under which OpenSSH keeps a host: the address, or `[address]:port` off port 22. */
export function knownHostsName(address: string, port: number): string {
  return port === 22 ? address : `[${address}]:${port}`;
}

/** Reads the text of a known_hosts file; never throws: like OpenSSH, it skips what it cannot read. */
export function parseKnownHosts(text: string): KnownHosts {
  const lines: KnownHostsLine[] = [];
  const unreadable: number[] = [];
  text.split('\n').forEach((raw, index) => {
    const content = raw.trim();
    if (content === '' || content.startsWith('#')) return;
    const line = tryParseLine(content, index + 1);
    if (line) lines.push(line);
    else unreadable.push(index + 1);
  });
  return { lines, unreadable };
}

/** All lines whose host field covers the name, by their marker. */
export function lookUpHost(known: KnownHosts, name: string): KnownHostKeys {
  const matching = known.lines.filter((line) => matchesHosts(line.hosts, name));
  return {
    trusted: matching.filter((line) => line.marker === undefined),
    revoked: matching.filter((line) => line.marker === 'revoked'),
    authorities: matching.filter((line) => line.marker === 'cert-authority'),
  };
}

/** Whether a host field covers a name (`10.0.0.11` or `[10.0.0.11]:2222`), by OpenSSH's rules. */
export function matchesHosts(hosts: string, name: string): boolean {
  if (hosts.startsWith('|')) return matchesHashed(hosts, name);
  let matched = false;
  for (const pattern of hosts.split(',')) {
    const negated = pattern.startsWith('!');
    if (!matchesPattern(negated ? pattern.slice(1) : pattern, name)) continue;
    // One negated match outweighs every other pattern of the line.
    if (negated) return false;
    matched = true;
  }
  return matched;
}

function tryParseLine(content: string, number: number): KnownHostsLine | undefined {
  const fields = content.split(/[ \t]+/);
  const first = fields[0] ?? '';
  const marker = first.startsWith('@') ? first.slice(1) : undefined;
  if (marker !== undefined && marker !== 'revoked' && marker !== 'cert-authority') return undefined;
  const [hosts, type, base64] = marker === undefined ? fields : fields.slice(1);
  if (hosts === undefined || type === undefined || base64 === undefined) return undefined;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const key = Buffer.from(base64, 'base64');
  // A key under another type's name would make the two disagree about what is trusted.
  if (tryHostKeyType(key) !== type) return undefined;
  return { number, ...(marker === undefined ? {} : { marker }), hosts, type, key };
}

function matchesHashed(hosts: string, name: string): boolean {
  const base64 = '([A-Za-z0-9+/]+={0,2})';
  const [, salt, digest] = new RegExp(`^\\|1\\|${base64}\\|${base64}$`).exec(hosts) ?? [];
  if (salt === undefined || digest === undefined) return false;
  const expected = Buffer.from(digest, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name.toLowerCase()).digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function matchesPattern(pattern: string, name: string): boolean {
  const source = pattern
    .toLowerCase()
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's').test(name.toLowerCase());
}
