import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SshContext, SshTarget } from '../../../ssh/types';
import { makeKey, type KeyPair } from './keys';

export interface Lab {
  readonly folder: string;
  readonly hostKey: KeyPair;
  readonly userKey: KeyPair;
  /** Known hosts with the given lines, and a context that trusts them; every secret asked for is an error. */
  context(knownHosts: readonly string[], changes?: Partial<SshContext>): SshContext;
  remove(): void;
}

/** A folder with a host key, a user key and known_hosts files. */
export function makeLab(): Lab {
  const folder = mkdtempSync(join(tmpdir(), 'nuclab-ssh-'));
  const userKey = makeKey(folder, 'user');
  let files = 0;
  return {
    folder,
    userKey,
    hostKey: makeKey(folder, 'host'),
    context(knownHosts, changes = {}) {
      const knownHostsFile = join(folder, `known_hosts.${(files += 1)}`);
      writeFileSync(knownHostsFile, knownHosts.map((line) => `${line}\n`).join(''));
      return {
        knownHostsFile,
        identityFile: userKey.path,
        sudo: 'passwordless',
        passphrase: () => Promise.reject(new Error('nobody should ask for the passphrase')),
        sudoPassword: () => Promise.reject(new Error('nobody should ask for the sudo password')),
        connectTimeoutSeconds: 60,
        ...changes,
      };
    },
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The known_hosts line that trusts a key for a target. */
export function knownHostsLine(target: SshTarget, key: KeyPair): string {
  return `[${target.address}]:${target.port} ${key.publicText}`;
}
