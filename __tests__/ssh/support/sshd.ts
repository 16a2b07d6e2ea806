import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { SshTarget } from '../../../ssh/types';
import { freePort } from '../../support/free-port';
import { until } from '../../support/until';
import type { KeyPair } from './keys';

const binary = '/usr/sbin/sshd';

/** Tests against a real OpenSSH server, where one is installed (package openssh-server). */
export const describeWithSshd = existsSync(binary) ? describe : describe.skip;

export interface Sshd {
  readonly target: SshTarget;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

export interface SshdProps {
  /** An empty folder of its own. */
  readonly folder: string;
  readonly hostKeys: readonly KeyPair[];
  readonly authorizedKeys: readonly KeyPair[];
  /** Further lines of sshd_config. */
  readonly config?: readonly string[];
  readonly name?: string;
}

export async function startSshd(props: SshdProps): Promise<Sshd> {
  mkdirSync(props.folder, { recursive: true });
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const authorizedKeys = join(props.folder, 'authorized_keys');
  writeFileSync(authorizedKeys, props.authorizedKeys.map((key) => `${key.publicText}\n`).join(''));
  const configuration = join(props.folder, 'sshd_config');
  const lines = [
    'ListenAddress 127.0.0.1',
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    `AuthorizedKeysFile ${authorizedKeys}`,
    ...props.hostKeys.map((key) => `HostKey ${key.path}`),
    ...(props.config ?? []),
  ];
  writeFileSync(configuration, `${lines.join('\n')}\n`);
  const { child, port } = await onFreePort(configuration, join(props.folder, 'log'));
  const user = userInfo().username;
  return {
    target: { name: props.name ?? 'nuc01', address: '127.0.0.1', port, user },
    process: child,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => {
          resolve();
        });
        child.kill('SIGKILL');
      }),
  };
}

/** Somebody else may take a port between the look for a free one and the server's start. */
async function onFreePort(
  configuration: string,
  log: string,
): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const port = await freePort();
  rmSync(log, { force: true });
  const args = ['-D', '-f', configuration, '-p', String(port), '-E', log];
  const child = spawn(binary, args, { stdio: 'ignore' });
  const said = (): string => (existsSync(log) ? readFileSync(log, 'utf8') : '');
  const listens = (): boolean => said().includes(`listening on 127.0.0.1 port ${port}`);
  await until(() => listens() || child.exitCode !== null, 'sshd to start', said);
  if (listens()) return { child, port };
  if (said().includes('Address already in use')) return onFreePort(configuration, log);
  throw new Error(`sshd did not start: ${said()}`);
}
