import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { SshTarget } from '../../../ssh/types';
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
  const port = await freePort();
  const authorizedKeys = join(props.folder, 'authorized_keys');
  writeFileSync(authorizedKeys, props.authorizedKeys.map((key) => `${key.publicText}\n`).join(''));
  const configuration = join(props.folder, 'sshd_config');
  const lines = [
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
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
  const log = join(props.folder, 'log');
  const child = spawn(binary, ['-D', '-f', configuration, '-E', log], { stdio: 'ignore' });
  await listening(log, port);
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

async function listening(log: string, port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
    if (text.includes(`listening on 127.0.0.1 port ${port}`)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`sshd did not start: ${existsSync(log) ? readFileSync(log, 'utf8') : 'no log'}`);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => {
        resolve(port);
      });
    });
  });
}
