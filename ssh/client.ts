import type { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import { NodeSSH, type Config } from 'node-ssh';
import type { AnyAuthMethod, AuthHandlerMiddleware, Client as Connection, ClientChannel } from 'ssh2';
import type { SshTarget } from './types';

/** A stream to a host that comes from another connection, the bastion's. */
export type Stream = NonNullable<Config['sock']>;

/** One attempt to log in; false ends the attempts. */
export type LoginMethod = AnyAuthMethod | false;

/** Chooses the next attempt. `accepted` is null before the first attempt. */
export type Login = (
  accepted: readonly string[] | null,
  partial: boolean | null,
  next: (method: LoginMethod) => void,
) => void;

export interface ClientProps {
  readonly target: Pick<SshTarget, 'address' | 'port' | 'user'>;
  /** @default - a connection of its own */
  readonly stream?: Stream;
  readonly hostKeyAlgorithms: readonly string[];
  /** Called with the host's key before anything is sent that identifies the user. */
  readonly accepts: (hostKey: Buffer) => boolean;
  readonly login: Login;
  /** @default - no heartbeat is asked for */
  readonly keepalive?: { readonly seconds: number; readonly count: number };
  /** Called for every error of the connection's whole life. */
  readonly onError: (error: unknown) => void;
}

export interface ClientEvents {
  connect: [];
  handshake: [];
  banner: [text: string];
  ready: [];
  error: [error: unknown];
  close: [];
}

export interface CommandProps {
  readonly stdin: Readable;
  readonly onChannel: (channel: { close(): void }) => void;
  readonly onStdout: (chunk: Buffer) => void;
  readonly onStderr: (chunk: Buffer) => void;
}

/** Both are null when the session was cut: node-ssh resolves then, too. */
export interface CommandEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/** One connection of node-ssh: the only file that knows it. Limits, checks and messages are the callers'. */
export class Client {
  readonly #ssh = new NodeSSH();
  /** Missing when node-ssh refuses its configuration, which `onError` then hears. */
  readonly #connection: Connection | undefined;

  /** Begins to connect. */
  constructor(props: ClientProps) {
    // Its rejection also arrives through the listener; some errors (a key that the agent does not use) are no failure.
    this.#ssh.connect(config(props)).catch(props.onError);
    // node-ssh removes its error listener as soon as the session is ready, and an error that nobody listens to would end
    // the process. So ours is there before the first packet and stays.
    this.#connection = this.#ssh.connection ?? undefined;
    this.#connection?.on('error', props.onError);
  }

  on<E extends keyof ClientEvents>(event: E, listener: (...args: ClientEvents[E]) => void): this {
    (this.#connection as EventEmitter | undefined)?.on(event, listener);
    return this;
  }

  exec(command: string, props: CommandProps): Promise<CommandEnd> {
    return this.#ssh.execCommand(command, {
      ...props,
      onChannel: (channel: ClientChannel) => {
        props.onChannel(channel);
      },
      noTrim: true,
    });
  }

  /** A stream from the host on to another one. */
  streamTo({ address, port }: Pick<SshTarget, 'address' | 'port'>): Promise<Stream> {
    return this.#ssh.forwardOut('127.0.0.1', 0, address, port);
  }

  /** Ends the session; `close` follows once the host has ended it too. */
  end(): void {
    this.#ssh.dispose();
  }

  destroy(): void {
    this.#connection?.destroy();
  }
}

function config({ target, stream, keepalive, ...props }: ClientProps): Config {
  return {
    host: target.address,
    port: target.port,
    username: target.user,
    // The callers limit the time: their clock stops while a person types.
    readyTimeout: 0,
    ...(stream === undefined ? {} : { sock: stream }),
    algorithms: {
      serverHostKey: [...props.hostKeyAlgorithms] as NonNullable<Config['algorithms']>['serverHostKey'],
    },
    hostVerifier: props.accepts,
    authHandler: props.login as unknown as AuthHandlerMiddleware,
    agentForward: false,
    ...(keepalive === undefined
      ? {}
      : { keepaliveInterval: keepalive.seconds * 1000, keepaliveCountMax: keepalive.count }),
  };
}
