import { createHash, X509Certificate } from 'node:crypto';
import { payloadCommand, renderPayload } from '../../exchange/payload';
import { ExitCode } from '../../errors/exit-codes';
import type { Redactor } from '../../text/redactor';
import { NuclabError } from '../../errors/nuclab-error';
import type { HostLink } from '../host-link';
import { programText } from '../../exchange/step-task';

export interface BootstrapToken {
  /** The public half: names the token, admits nobody. */
  readonly id: string;
  /** Secret. */
  readonly token: string;
  /** `sha256:…` of the cluster CA's public key. */
  readonly caCertHash: string;
}

const tokenPattern = /^token ((?<id>[a-z0-9]{6})\.[a-z0-9]{16})$/m;
const certificatePattern = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/;

/**
 * Has the control plane make a token that lives ten minutes. It is registered with the redactor before anything else
 * happens to it.
 *
 * @throws NuclabError `stepFailed` when the control plane refuses
 */
export async function mintToken(
  controlPlane: HostLink,
  nodeName: string,
  redactor: Redactor,
  assetsDirectory: string,
): Promise<BootstrapToken> {
  const result = await controlPlane.during((session) =>
    session.exec(payloadCommand, {
      sudo: true,
      stdin: tokenPayload(assetsDirectory, ['mint_token', nodeName]),
      timeoutSeconds: 30,
    }),
  );
  const minted = tokenPattern.exec(result.stdout);
  const certificate = certificatePattern.exec(result.stdout);
  if (minted?.[1] !== undefined) redactor.add(minted[1]);
  if (
    result.exitCode !== 0 ||
    minted?.[1] === undefined ||
    minted.groups?.id === undefined ||
    certificate === null
  ) {
    const said = redactor.text(result.stderr.trim().split('\n').at(-1) ?? '');
    throw new NuclabError({
      where: controlPlane.target.name,
      what: `no join token could be made: ${said === '' ? `exit ${result.exitCode}` : said}`,
      fix: `make sure the API server on ${controlPlane.target.name} responds, then deploy again`,
      exitCode: ExitCode.stepFailed,
    });
  }
  return { id: minted.groups.id, token: minted[1], caCertHash: caCertHash(certificate[0]) };
}

/** @throws NuclabError when the token could not be deleted; it then lives until its ten minutes are over */
export async function revokeToken(
  controlPlane: HostLink,
  id: string,
  assetsDirectory: string,
): Promise<void> {
  const result = await controlPlane.during((session) =>
    session.exec(payloadCommand, {
      sudo: true,
      stdin: tokenPayload(assetsDirectory, ['revoke_token', id]),
      timeoutSeconds: 8,
    }),
  );
  if (result.exitCode === 0) return;
  throw new NuclabError({
    where: controlPlane.target.name,
    what: `kubeadm token delete ended with exit code ${result.exitCode}`,
    exitCode: ExitCode.stepFailed,
  });
}

/** The hash kubeadm pins a cluster's CA by: SHA-256 of the certificate's public key. */
export function caCertHash(certificate: string): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return `sha256:${createHash('sha256').update(key).digest('hex')}`;
}

function tokenPayload(assetsDirectory: string, call: readonly string[]): string {
  return renderPayload({ program: programText(assetsDirectory, 'join-token.sh'), calls: [call] });
}
