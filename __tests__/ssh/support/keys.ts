import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { utils, type ParsedKey } from 'ssh2';

export interface KeyPair {
  readonly path: string;
  readonly privateText: string;
  /** `ssh-ed25519 AAAA…`, without comment. */
  readonly publicText: string;
  readonly publicKey: Buffer;
  /** `SHA256:…` in ssh-keygen's own words. */
  readonly fingerprint: string;
}

/** Makes a key with ssh-keygen, the tool whose words ours are compared with. */
export function makeKey(folder: string, name: string, type = 'ed25519', passphrase = ''): KeyPair {
  const path = join(folder, name);
  const size = type === 'rsa' ? ['-b', '2048'] : [];
  execFileSync('ssh-keygen', ['-q', '-t', type, ...size, '-N', passphrase, '-C', '', '-f', path, '-a', '2']);
  chmodSync(path, 0o600);
  const publicText = readFileSync(`${path}.pub`, 'utf8').trim();
  const fingerprint = execFileSync('ssh-keygen', ['-lf', `${path}.pub`], { encoding: 'utf8' }).split(' ')[1]!;
  return {
    path,
    privateText: readFileSync(path, 'utf8'),
    publicText,
    publicKey: (utils.parseKey(publicText) as ParsedKey).getPublicSSH(),
    fingerprint,
  };
}
