import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExitCode } from '../../errors/exit-codes';
import { KeeperClient } from '../../locks/keeper-client';
import type { LockAnswer } from '../../locks/messages';
import type { SshTarget } from '../../ssh/types';
import { until } from '../support/until';

let folder: string;
let path: string;
let keepers: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nuclab-client-'));
  path = join(folder, 'k.sock');
  keepers = [];
});
afterEach(() => {
  for (const keeper of keepers) keeper.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const nuc01: SshTarget = { name: 'nuc01', address: '10.0.0.11', port: 22, user: 'ada' };
const nuc02: SshTarget = { ...nuc01, name: 'nuc02', address: '10.0.0.12' };

/** A keeper that answers every ask alike, and counts the asks in what it answers. */
function keeper(answer: LockAnswer): string {
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
const willing = (): string => keeper({ held: true, warnings: [] });

function client(program = willing()): KeeperClient {
  return new KeeperClient({
    path,
    pid: process.pid,
    startKeeper: () => {
      const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'ignore'] });
      keepers.push(child);
      return child;
    },
  });
}

describe('a runner', () => {
  test('starts a keeper where there is none, and asks it once for each host', async () => {
    const runner = client();
    const pid = (): number => keepers[0]!.pid!;
    expect(await runner.hold(nuc01)).toEqual([`ask 1 of ${pid()}`]);
    expect(await runner.hold(nuc01)).toEqual([]);
    expect(await runner.hold(nuc02)).toEqual([`ask 2 of ${pid()}`]);
    expect(keepers).toHaveLength(1);
  });

  test('uses the keeper that another has started', async () => {
    await client().hold(nuc01);
    expect(await client().hold(nuc02)).toEqual([`ask 2 of ${keepers[0]!.pid}`]);
    expect(keepers).toHaveLength(1);
  });

  test('that starts with twenty others starts one keeper with them', async () => {
    const runners = Array.from({ length: 20 }, () => client());
    const told = await Promise.all(runners.map(async (runner) => runner.hold(nuc01)));
    expect(keepers).toHaveLength(1);
    expect(new Set(told.flat()).size).toBe(20);
    expect(readdirSync(folder)).toEqual(['k.sock']);
  });

  test('does not wait for the keeper that it only wants to be started', async () => {
    const runner = client();
    await runner.start();
    expect(keepers).toHaveLength(1);
    expect(existsSync(path)).toBe(false);
    expect(await runner.hold(nuc01)).toEqual([`ask 1 of ${keepers[0]!.pid}`]);
  });

  test('is told why it must not work, in the words of the keeper', async () => {
    const error = { what: 'bob@laptop (pid 7) deploys', fix: 'wait', exitCode: ExitCode.locked };
    await expect(client(keeper({ held: false, error })).hold(nuc01)).rejects.toMatchObject({
      message: 'bob@laptop (pid 7) deploys; fix: wait',
      exitCode: ExitCode.locked,
    });
  });
});

describe('a keeper that was killed', () => {
  test('is replaced, and the socket it left is no hindrance', async () => {
    await client().hold(nuc01);
    keepers[0]!.kill('SIGKILL');
    await once(keepers[0]!, 'exit');
    expect(existsSync(path)).toBe(true);
    expect(await client().hold(nuc01)).toEqual([`ask 1 of ${keepers[1]!.pid}`]);
  });

  test('while a runner is at work has one successor, which the runner stays connected to', async () => {
    await client(willing().replace('(socket) => {', '(socket) => { console.log("connected");')).hold(nuc01);
    keepers[0]!.kill('SIGKILL');
    await until(() => keepers.length === 2, 'the second keeper');
    await once(keepers[1]!.stdout!, 'data');
    keepers[1]!.kill('SIGKILL');
    await once(keepers[1]!, 'exit');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(keepers).toHaveLength(2);
  });

  test('between two asks of one runner is replaced too', async () => {
    const runner = client();
    await runner.hold(nuc01);
    keepers[0]!.kill('SIGKILL');
    await once(keepers[0]!, 'exit');
    expect(await runner.hold(nuc02)).toEqual([`ask 1 of ${keepers[1]!.pid}`]);
  });

  test('before it answers is replaced, and if that always happens it is an error', async () => {
    const dying = willing().replace("socket.on('data', () => {", "socket.on('data', () => { process.exit();");
    const runner = client(dying);
    await expect(runner.hold(nuc01)).rejects.toMatchObject({
      message:
        'the lock keeper of this deployment failed: it ended without an answer, 3 times; fix: deploy again, and report it if it happens once more',
      exitCode: ExitCode.unexpected,
    });
    expect([2, 3]).toContain(keepers.length);
  });
});

describe('a keeper that does not come up', () => {
  test('because it fails at once is an error at once', async () => {
    await expect(client('process.exit(3)').hold(nuc01)).rejects.toThrow(
      'the lock keeper of this deployment failed: it ended at once (exit code 3); fix: deploy again, and report it if it happens once more',
    );
  });

  test('because its starter was killed after it had said it would, is started by another', async () => {
    writeFileSync(`${path}.start`, '');
    const long = new Date(Date.now() - 6000);
    utimesSync(`${path}.start`, long, long);
    expect(await client().hold(nuc01)).toHaveLength(1);
    expect(keepers).toHaveLength(1);
  });

  test('is waited for while another has just begun to start it', async () => {
    writeFileSync(`${path}.start`, '');
    // However long this test takes.
    const soon = new Date(Date.now() + 3_600_000);
    utimesSync(`${path}.start`, soon, soon);
    const held = client().hold(nuc01);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(keepers).toHaveLength(0);
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('data', () => socket.write(`${JSON.stringify({ held: true, warnings: [] })}\n`));
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    expect(await held).toEqual([]);
    expect(keepers).toHaveLength(0);
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });
});
