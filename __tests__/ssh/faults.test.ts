import { createServer, type AddressInfo, type Server } from 'node:net';
import { NodeSSH } from 'node-ssh';
import type { ServerChannel } from 'ssh2';
import { connect } from '../../ssh/connect';
import type { SshSession } from '../../ssh/types';
import { startFakeHost, type FakeHost, type FakeHostProps } from './support/fake-host';
import { knownHostsLine, makeLab, type Lab } from './support/lab';
import { stopTimeLimits } from '../support/fake-timers';
import { closedPort } from './support/closed-port';

let lab: Lab;
const cleanUp: (() => Promise<unknown>)[] = [];

beforeAll(() => {
  lab = makeLab();
});
afterEach(async () => {
  jest.useRealTimers();
  for (const step of cleanUp.splice(0).reverse()) await step();
});
afterAll(() => {
  lab.remove();
});

async function host(props: Partial<FakeHostProps> = {}): Promise<FakeHost> {
  const fake = await startFakeHost({ hostKey: lab.hostKey, ...props });
  cleanUp.push(() => fake.stop());
  return fake;
}

async function open(fake: FakeHost, changes = {}): Promise<SshSession> {
  const session = await connect(
    fake.target,
    lab.context([knownHostsLine(fake.target, lab.hostKey)], changes),
  );
  cleanUp.push(() => session.close());
  return session;
}

/** Starts the remote shell for real, so that the ready marker comes, and then does something to the session. */
const afterMarkers =
  (
    then: Parameters<NonNullable<FakeHostProps['exec']>> extends infer A extends unknown[]
      ? (...args: A) => void
      : never,
  ) =>
  (...args: Parameters<NonNullable<FakeHostProps['exec']>>) => {
    const [channel, command] = args;
    const marker = /nuclab-ready-[0-9a-f]+/.exec(command)![0];
    channel.write(`${marker}\n`);
    channel.stderr.write(`${marker}\n`);
    then(...args);
  };

describe('defects of node-ssh do not reach us', () => {
  test('node-ssh itself resolves a session that was cut, which is why it is wrapped', async () => {
    const fake = await host({ exec: (_channel, _command, connection) => connection.end() });
    const ssh = new NodeSSH();
    await ssh.connect({
      host: '127.0.0.1',
      port: fake.target.port,
      username: 'ada',
      privateKey: lab.userKey.privateText,
    });
    expect(await ssh.execCommand('true')).toMatchObject({ code: null, signal: null });
  });

  test('a session cut in the middle of a command rejects', async () => {
    const fake = await host({
      exec: afterMarkers((channel, _command, connection) => {
        channel.write('half of it');
        setTimeout(() => connection.end(), 50);
      }),
    });
    const running = (await open(fake)).exec('work', { timeoutSeconds: 60 });
    await expect(running).rejects.toThrow(
      `nuc01 (127.0.0.1:${fake.target.port}): connection lost (the host closed it); ` +
        'fix: check the power and network of nuc01, then run it again',
    );
    await expect(running).rejects.toMatchObject({ kind: 'transport', exitCode: 3 });
  });

  test('a channel closed without exit status rejects', async () => {
    const fake = await host({ exec: afterMarkers((channel) => channel.end('done')) });
    const running = (await open(fake)).exec('work', { timeoutSeconds: 60 });
    await expect(running).rejects.toThrow(
      'the session ended without an exit status, so the outcome of the command is unknown; ' +
        'fix: check the power and network of nuc01, then run it again',
    );
    await expect(running).rejects.toMatchObject({ kind: 'transport' });
  });

  test('a host that falls silent is noticed by keepalive, between commands and without an unhandled error', async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (error: unknown) => unhandled.push(error);
    process.on('uncaughtException', onUnhandled).on('unhandledRejection', onUnhandled);
    const fake = await host();
    const session = await open(fake, { keepaliveIntervalSeconds: 0.05 });
    fake.freeze();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await expect(session.exec('true', { timeoutSeconds: 60 })).rejects.toThrow(
      'connection lost (no answer for 0.2 s); fix: check the power and network of nuc01, then run it again',
    );
    process.off('uncaughtException', onUnhandled).off('unhandledRejection', onUnhandled);
    expect(unhandled).toEqual([]);
  });

  test('a host that falls silent during a command makes it fail', async () => {
    const fake = await host({ exec: afterMarkers(() => undefined) });
    const session = await open(fake, { keepaliveIntervalSeconds: 0.05 });
    const running = session.exec('work', { timeoutSeconds: 60 });
    setTimeout(() => {
      fake.freeze();
    }, 50);
    await expect(running).rejects.toMatchObject({ kind: 'transport' });
  });

  test('a command has a time limit', async () => {
    const fake = await host({ exec: afterMarkers(() => undefined) });
    const running = (await open(fake)).exec(`cat ${'x'.repeat(100)}`, { timeoutSeconds: 0.1 });
    await expect(running).rejects.toThrow(
      `"cat ${'x'.repeat(56)}…" did not finish within 0.1 s (it printed nothing)`,
    );
  });

  test('characters cut between two chunks stay whole', async () => {
    const bytes = Buffer.from('ü€😀\n');
    const fake = await host({
      exec: afterMarkers((channel) => {
        [...bytes].forEach((byte, index) => setTimeout(() => channel.write(Buffer.of(byte)), index * 5));
        setTimeout(() => {
          channel.exit(0);
          channel.end();
        }, bytes.length * 5);
      }),
    });
    const lines: string[] = [];
    const session = await open(fake);
    const result = await session.exec('x', { timeoutSeconds: 60, onStdoutLine: (line) => lines.push(line) });
    expect([result.stdout, lines]).toEqual(['ü€😀\n', ['ü€😀']]);
  });

  test('text on standard error and a missing final line feed are no failure', async () => {
    const session = await open(await host());
    expect(await session.exec('printf warning >&2', { timeoutSeconds: 60 })).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'warning',
    });
  });

  test('a signal that ended the command is told', async () => {
    const fake = await host({
      exec: afterMarkers((channel) => {
        channel.exit('KILL' as never);
        channel.end();
      }),
    });
    const session = await open(fake);
    expect(await session.exec('x', { timeoutSeconds: 60 })).toMatchObject({ exitCode: 128, signal: 'KILL' });
  });

  test('at most eight channels are open at once', async () => {
    // None ends before eight are open.
    const channels: ServerChannel[] = [];
    const fake = await host({
      exec: afterMarkers((channel) => {
        channels.push(channel);
        if (channels.length < 8) return;
        for (const each of channels.slice(channels.length === 8 ? 0 : -1)) {
          each.exit(0);
          each.end();
        }
      }),
    });
    const session = await open(fake);
    await Promise.all(Array.from({ length: 20 }, () => session.exec('x', { timeoutSeconds: 60 })));
    expect(fake.mostChannels()).toBe(8);
  });
});

describe('what a host says beside the command', () => {
  test('banners and noisy profiles do not get into the output', async () => {
    const fake = await host({
      banner: 'Authorised users only\n',
      exec: (channel, command) => {
        channel.write('Welcome to nuc01\n$ \n');
        channel.stderr.write('profile: line 3: oops\n');
        afterMarkers((inner) => {
          inner.write('output\n');
          inner.exit(0);
          inner.end();
        })(channel, command, undefined as never);
      },
    });
    const result = await (await open(fake)).exec('x', { timeoutSeconds: 60 });
    expect(result).toEqual({ exitCode: 0, stdout: 'output\n', stderr: '' });
  });

  test('a login shell that runs nothing is a failure, in its own words', async () => {
    const fake = await host({
      exec: (channel) => {
        channel.write('This account is currently not available.\n');
        channel.exit(1);
        channel.end();
      },
    });
    await expect((await open(fake)).exec('true', { timeoutSeconds: 60 })).rejects.toThrow(
      'the login shell of "ada" ended with exit code 1 without running anything ("This account is currently not available."); ' +
        'fix: give the user a shell such as /bin/bash on the host',
    );
  });
});

describe('hosts that cannot be reached', () => {
  const target = (port: number) => ({ name: 'nuc01', address: '127.0.0.1', port, user: 'ada' });

  test('a closed port is named', async () => {
    const port = await closedPort();
    const attempt = connect(target(port), lab.context([]));
    await expect(attempt).rejects.toThrow(
      `nuc01 (127.0.0.1:${port}): connection refused; fix: make sure its SSH server is running and listens on this port`,
    );
    await expect(attempt).rejects.toMatchObject({ kind: 'unreachable', exitCode: 3 });
  });

  const listen = async (onConnection: Parameters<typeof createServer>[1]): Promise<number> => {
    const server: Server = createServer(onConnection);
    const sockets = new Set<{ destroy(): unknown }>();
    server.on('connection', (socket) => sockets.add(socket));
    cleanUp.push(() => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };

  test('a port that accepts and says nothing ends at the time limit', async () => {
    // What the client says first shows that it is connected.
    const port = await listen((socket) => socket.once('data', () => jest.advanceTimersByTime(200)));
    stopTimeLimits();
    const attempt = connect(target(port), lab.context([], { connectTimeoutSeconds: 0.2 }));
    await expect(attempt).rejects.toThrow(
      'it accepted the connection, but no SSH handshake came within 0.2 s; ' +
        'fix: check the load of the host and its SSH server, then run it again',
    );
    await expect(attempt).rejects.toMatchObject({ kind: 'timeout', exitCode: 3 });
  });

  test('a server that closes at once, as one that is starting does, is told from a wrong key', async () => {
    const port = await listen((socket) => socket.end());
    const attempt = connect(target(port), lab.context([]));
    await expect(attempt).rejects.toThrow(
      'it closed the connection before the SSH handshake; fix: check its SSH server (journalctl -u ssh), then run it again',
    );
    await expect(attempt).rejects.toMatchObject({ kind: 'transport' });
  });

  test('authentication that never ends ends at the time limit', async () => {
    const fake = await host({ authenticate: () => jest.advanceTimersByTime(500) });
    stopTimeLimits();
    await expect(open(fake, { connectTimeoutSeconds: 0.5 })).rejects.toThrow(
      'it did not finish authentication within 0.5 s',
    );
  });
});
