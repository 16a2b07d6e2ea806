import { spawn } from 'node:child_process';
import { connect as connectTcp, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { Server, type AuthContext, type Connection, type ServerChannel } from 'ssh2';
import type { SshTarget } from '../../../ssh/types';
import type { KeyPair } from './keys';

export interface FakeHostProps {
  readonly hostKey: KeyPair;
  readonly name?: string;
  readonly user?: string;
  /** @default - every key logs in */
  readonly authenticate?: (context: AuthContext, connection: Connection) => void;
  /** @default - runs the command with sh */
  readonly exec?: (channel: ServerChannel, command: string, connection: Connection) => void;
  /** Put first on the PATH of commands. */
  readonly path?: string;
  readonly banner?: string;
  /** Called with the raw connection, before any SSH. */
  readonly onSocket?: (socket: Socket) => void;
}

export interface FakeHost {
  readonly target: SshTarget;
  /** Commands received. */
  readonly commands: readonly string[];
  /** Users and methods that tried to log in. */
  readonly logins: readonly string[];
  /** Channels open at the same time, at most. */
  readonly mostChannels: () => number;
  /** Stops answering without closing anything. */
  freeze(): void;
  stop(): Promise<void>;
}

/** An SSH server for faults that a real one does not show on request; bastions too. */
export async function startFakeHost(props: FakeHostProps): Promise<FakeHost> {
  const commands: string[] = [];
  const logins: string[] = [];
  const connections = new Set<Connection>();
  let open = 0;
  let most = 0;
  const server = new Server(
    {
      hostKeys: [props.hostKey.privateText],
      ...(props.banner === undefined ? {} : { banner: props.banner }),
    },
    (connection) => {
      connections.add(connection);
      connection.on('error', () => undefined);
      connection.on('close', () => connections.delete(connection));
      connection.on('authentication', (context) => {
        logins.push(`${context.username} ${context.method}`);
        if (props.authenticate) props.authenticate(context, connection);
        else if (context.method === 'publickey') context.accept();
        else context.reject(['publickey']);
      });
      connection.on('tcpip', (accept, reject, info) => {
        const socket = connectTcp(info.destPort, info.destIP);
        socket.once('error', () => {
          reject();
        });
        socket.once('connect', () => {
          const channel = accept();
          socket.on('error', () => channel.close());
          channel.on('close', () => socket.destroy());
          channel.pipe(socket).pipe(channel);
        });
      });
      connection.on('session', (acceptSession) => {
        acceptSession().on('exec', (accept, _reject, { command }) => {
          commands.push(command);
          const channel = accept();
          open += 1;
          most = Math.max(most, open);
          channel.once('finish', () => (open -= 1));
          (props.exec ?? runWithSh(props.path))(channel, command, connection);
        });
      });
    },
  );
  const sockets = new Set<Socket>();
  const raw = (server as unknown as { _srv: TcpServer })._srv;
  raw.on('connection', (socket) => {
    sockets.add(socket);
    props.onSocket?.(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    target: { name: props.name ?? 'nuc01', address: '127.0.0.1', port, user: props.user ?? 'ada' },
    commands,
    logins,
    mostChannels: () => most,
    freeze: () => {
      for (const socket of sockets) socket.removeAllListeners('data').pause();
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}

function runWithSh(path?: string): NonNullable<FakeHostProps['exec']> {
  return (channel, command) => {
    const PATH = path === undefined ? process.env.PATH : `${path}:${process.env.PATH}`;
    // bash takes our pipe for a network connection, and would read the ~/.bashrc of whoever runs the tests.
    const child = spawn('/bin/sh', ['-c', command], { env: { PATH, HOME: '/nonexistent' } });
    channel.pipe(child.stdin);
    child.stdin.on('error', () => undefined);
    child.stdout.pipe(channel, { end: false });
    child.stderr.pipe(channel.stderr, { end: false });
    channel.on('close', () => child.kill());
    child.on('close', (code, signal) => {
      if (signal !== null) channel.exit(signal.replace('SIG', '') as never);
      else channel.exit(code ?? 0);
      channel.end();
    });
  };
}
