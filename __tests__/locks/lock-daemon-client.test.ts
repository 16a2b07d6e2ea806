import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExitCode } from '../../errors/exit-codes';
import { LockDaemonClient } from '../../locks/lock-daemon-client';
import type { LockAnswer } from '../../locks/messages';
import type { SshTarget } from '../../ssh/types';
import { until } from '../support/until';

let folder: string;
let path: string;
let daemons: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nuclab-client-'));
  path = join(folder, 'k.sock');
  daemons = [];
});
afterEach(() => {
  for (const daemon of daemons) daemon.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const nuc01: SshTarget = { name: 'nuc01', address: '10.0.0.11', port: 22, user: 'ada' };
const nuc02: SshTarget = { ...nuc01, name: 'nuc02', address: '10.0.0.12' };

/** A daemon that answers every ask alike, and counts the asks in what it answers. */
function daemon(answer: LockAnswer): string {
  return `let asks = 0;
    require('node:net').createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => {
        const answer = ${JSON.stringify(answer)};
        if (answer.warnings) answer.warnings.push('ask ' + ++asks + ' of ' + process.pid);
        socket.write(JSON.stringify(answer) + '\\n');
      });
    }).listen(${JSON.stringify(path)}, () => require('node:fs').rmSync(${JSON.stringify(`${path}.start`)}, { force: true }));`;
}
const willing = (): string => daemon({ held: true, warnings: [] });

function client(program = willing()): LockDaemonClient {
  return new LockDaemonClient({
    path,
    pid: process.pid,
    startDaemon: () => {
      const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'ignore'] });
      daemons.push(child);
      return child;
    },
  });
}

describe('a runner', () => {
  test('starts a daemon where there is none, and asks it once for each host', async () => {
    const runner = client();
    const pid = (): number => daemons[0]!.pid!;
    expect(await runner.hold(nuc01)).toEqual([`ask 1 of ${pid()}`]);
    expect(await runner.hold(nuc01)).toEqual([]);
    expect(await runner.hold(nuc02)).toEqual([`ask 2 of ${pid()}`]);
    expect(daemons).toHaveLength(1);
  });

  test('uses the daemon that another has started', async () => {
    await client().hold(nuc01);
    expect(await client().hold(nuc02)).toEqual([`ask 2 of ${daemons[0]!.pid}`]);
    expect(daemons).toHaveLength(1);
  });

  test('that starts with twenty others starts one daemon with them', async () => {
    const runners = Array.from({ length: 20 }, () => client());
    const told = await Promise.all(runners.map(async (runner) => runner.hold(nuc01)));
    expect(daemons).toHaveLength(1);
    expect(new Set(told.flat()).size).toBe(20);
    expect(readdirSync(folder)).toEqual(['k.sock']);
  });

  test('does not wait for the daemon that it only wants to be started', async () => {
    const runner = client();
    await runner.start();
    expect(daemons).toHaveLength(1);
    expect(existsSync(path)).toBe(false);
    expect(await runner.hold(nuc01)).toEqual([`ask 1 of ${daemons[0]!.pid}`]);
  });

  test('is told why it must not work, in the words of the daemon', async () => {
    const error = { what: 'bob@laptop (pid 7) deploys', fix: 'wait', exitCode: ExitCode.locked };
    await expect(client(daemon({ held: false, error })).hold(nuc01)).rejects.toMatchObject({
      message: 'bob@laptop (pid 7) deploys; fix: wait',
      exitCode: ExitCode.locked,
    });
  });
});

describe('a daemon that was killed', () => {
  test('is replaced, and the socket it left is no hindrance', async () => {
    await client().hold(nuc01);
    daemons[0]!.kill('SIGKILL');
    await once(daemons[0]!, 'exit');
    expect(existsSync(path)).toBe(true);
    expect(await client().hold(nuc01)).toEqual([`ask 1 of ${daemons[1]!.pid}`]);
  });

  test('while a runner is running has one successor, which the runner stays connected to', async () => {
    await client(willing().replace('(socket) => {', '(socket) => { console.log("connected");')).hold(nuc01);
    daemons[0]!.kill('SIGKILL');
    await until(() => daemons.length === 2, 'the second daemon');
    await once(daemons[1]!.stdout!, 'data');
    daemons[1]!.kill('SIGKILL');
    await once(daemons[1]!, 'exit');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(daemons).toHaveLength(2);
  });

  test('between two asks of one runner is replaced too', async () => {
    const runner = client();
    await runner.hold(nuc01);
    daemons[0]!.kill('SIGKILL');
    await once(daemons[0]!, 'exit');
    expect(await runner.hold(nuc02)).toEqual([`ask 1 of ${daemons[1]!.pid}`]);
  });

  test('before it answers is replaced, and if that always happens it is an error', async () => {
    const dying = willing().replace("socket.on('data', () => {", "socket.on('data', () => { process.exit();");
    const runner = client(dying);
    await expect(runner.hold(nuc01)).rejects.toMatchObject({
      message:
        'the lock daemon of this deployment failed: it ended without an answer, 3 times; fix: deploy again, and report it if it happens again',
      exitCode: ExitCode.unexpected,
    });
    expect([2, 3]).toContain(daemons.length);
  });
});

describe('a daemon that does not come up', () => {
  test('because it fails at once is an error at once', async () => {
    await expect(client('process.exit(3)').hold(nuc01)).rejects.toThrow(
      'the lock daemon of this deployment failed: it ended at once (exit code 3); fix: deploy again, and report it if it happens again',
    );
  });

  test('because its starter was killed after it had said it would, is started by another', async () => {
    writeFileSync(`${path}.start`, '');
    const long = new Date(Date.now() - 6000);
    utimesSync(`${path}.start`, long, long);
    expect(await client().hold(nuc01)).toHaveLength(1);
    expect(daemons).toHaveLength(1);
  });

  test('is waited for while another is just starting it', async () => {
    writeFileSync(`${path}.start`, '');
    // However long this test takes.
    const soon = new Date(Date.now() + 3_600_000);
    utimesSync(`${path}.start`, soon, soon);
    const held = client().hold(nuc01);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(daemons).toHaveLength(0);
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('data', () => socket.write(`${JSON.stringify({ held: true, warnings: [] })}\n`));
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    expect(await held).toEqual([]);
    expect(daemons).toHaveLength(0);
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });
});
