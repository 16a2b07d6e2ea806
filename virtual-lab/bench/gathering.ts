import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseInventory } from '../../inventory/parse';
import type { Inventory } from '../../inventory/types';
import { gatherFacts } from '../../facts';
import { mustRun } from '../run-command';

const firstPort = 20_220;
const runs = 5;

export interface GatheringTimes {
  readonly hosts: number;
  /** Median seconds for one host, and for all of them. */
  readonly one: number;
  readonly all: number;
}

/**
 * How much longer the facts of many hosts take than those of one. The hosts are OpenSSH servers of this machine, each with
 * a /run of its own: what they do themselves is done by this machine's processors, one after the other.
 */
export async function benchGathering(hosts: number): Promise<GatheringTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'nuclab-bench-'));
  const servers: ChildProcess[] = [];
  try {
    const key = join(folder, 'key');
    await mustRun('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    const inventory = manyHosts(hosts, folder);
    for (const { port = 0 } of inventory.hosts) servers.push(startServer(folder, port));
    await Promise.all(inventory.hosts.map(({ port = 0 }) => listening(port)));
    const publicKey = readFileSync(`${key}.pub`, 'utf8').trim();
    const known = inventory.hosts.map(({ port = 0 }) => `[127.0.0.1]:${port} ${publicKey}\n`);
    writeFileSync(join(folder, 'known_hosts'), known.join(''));
    const [first] = inventory.hosts;
    const one = await median(() =>
      gather({ ...inventory, hosts: first === undefined ? [] : [first] }, folder),
    );
    return { hosts, one, all: await median(() => gather(inventory, folder)) };
  } finally {
    for (const server of servers) server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The inventory refuses two hosts at one address, so theirs are put in afterwards. */
function manyHosts(count: number, folder: string): Inventory {
  const names = Array.from({ length: count }, (_, index) => `nuc${String(index + 1).padStart(3, '0')}`);
  const lines = names.map((name, index) => `  ${name}: 10.0.0.${index + 1}`);
  const text = `name: bench\nhosts:\n${lines.join('\n')}\nkubernetes: { version: 1.34.4 }\n`;
  const inventory = parseInventory(text, 'lab.yaml');
  return {
    ...inventory,
    ssh: { ...inventory.ssh, user: 'root', identityFile: join(folder, 'key') },
    hosts: inventory.hosts.map((host, index) => ({
      ...host,
      address: '127.0.0.1',
      port: firstPort + index,
    })),
  };
}

/** In a mount namespace of its own: nothing it does is seen in this machine's /run, and root has no profile of its own. */
function startServer(folder: string, port: number): ChildProcess {
  const config = join(folder, `sshd-${port}`);
  const lines = [
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    `HostKey ${join(folder, 'key')}`,
    `AuthorizedKeysFile ${join(folder, 'key.pub')}`,
    'StrictModes no',
    'UsePAM no',
    'PidFile none',
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  mkdirSync('/run/sshd', { recursive: true });
  const script =
    'mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /root && mkdir -m 755 /run/sshd && exec /usr/sbin/sshd -D -f "$0"';
  return spawn('unshare', ['--mount', 'sh', '-c', script, config], { stdio: 'ignore' });
}

async function listening(port: number): Promise<void> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(50)) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      }).on('error', () => resolve(false));
    });
    if (open) return;
  }
  throw new Error(`no sshd on port ${port} within 10 s`);
}

async function gather(inventory: Inventory, folder: string): Promise<number> {
  const started = Date.now();
  const { hosts } = await gatherFacts({ inventory, labDirectory: folder, env: { HOME: folder } });
  const missed = hosts.find(({ reached }) => !reached);
  if (missed?.reached === false) throw new Error(`${missed.name}: ${missed.problem.what}`);
  return (Date.now() - started) / 1000;
}

async function median(work: () => Promise<number>): Promise<number> {
  const seconds: number[] = [];
  for (let run = 0; run < runs; run += 1) seconds.push(await work());
  return seconds.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
}
