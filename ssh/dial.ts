import { Authentication } from './authentication';
import { Client, type ClientProps, type Stream } from './client';
import { connectError, connectTimeout, lostError, type Stage } from './connect-error';
import { Deadline } from './deadline';
import { HostKeyCheck } from './host-key-check';
import { identitiesOf } from './identities';
import { place } from './place';
import { SshError } from './ssh-error';
import type { SshContext, SshTarget } from './types';

const keepaliveCountMax = 3;

/** The way to a host behind a bastion: the stream to it, and the bastion for messages. */
export interface Route {
  readonly stream: Stream;
  readonly bastion: SshTarget;
}

/** One verified, authenticated connection. */
export interface Link {
  readonly client: Client;
  /** Fingerprint of the verified host key. */
  readonly hostKey?: string;
  /** Resolves, never rejects, once the connection is gone, whoever ended it. */
  readonly lost: Promise<SshError>;
  /** Ends the connection; returns when it is closed, at the latest after a second. */
  close(): Promise<void>;
}

export interface DialOptions {
  /** @default - straight to the host */
  readonly route?: Route;
  /** @default - the context's connectTimeoutSeconds */
  readonly timeoutSeconds?: number;
}

/** Opens one connection: key exchange, host key check, authentication, in this order, within the time limit. */
export async function dial(target: SshTarget, context: SshContext, options: DialOptions = {}): Promise<Link> {
  const check = await HostKeyCheck.load(target, context.knownHostsFile);
  const identities = await identitiesOf(context);
  const dialling = new Dialling(target, context, check, options);
  return dialling.run((offClock) => new Authentication(target, identities, offClock));
}

class Dialling {
  readonly #target: SshTarget;
  readonly #context: SshContext;
  readonly #check: HostKeyCheck;
  readonly #route: Route | undefined;
  readonly #timeoutSeconds: number;
  #stage: Stage;
  #firstError: unknown;

  constructor(target: SshTarget, context: SshContext, check: HostKeyCheck, options: DialOptions) {
    this.#target = target;
    this.#context = context;
    this.#check = check;
    this.#route = options.route;
    this.#timeoutSeconds = options.timeoutSeconds ?? context.connectTimeoutSeconds ?? 10;
    this.#stage = options.route === undefined ? 'network' : 'handshake';
  }

  run(authenticate: (offClock: Deadline['suspend']) => Authentication): Promise<Link> {
    return new Promise((resolve, reject) => {
      const seconds = this.#timeoutSeconds;
      const fail = (error: SshError): void => {
        deadline.clear();
        client.destroy();
        reject(error);
      };
      const deadline = new Deadline(seconds, () => {
        fail(connectTimeout(this.#target, this.#stage, seconds, this.#route?.bastion));
      });
      const authentication = authenticate((work) => deadline.suspend(work));
      const onError = (error: unknown): void => {
        // ssh2 continues with the next key after these.
        if (isAgentError(error)) authentication.note(error.message);
        else {
          this.#firstError ??= error;
          if (this.#stage !== 'ready') fail(this.#explain(authentication));
        }
      };
      const client = new Client(this.#clientProps(authentication, onError));
      client
        .on('connect', () => (this.#stage = 'handshake'))
        .on('handshake', () => (this.#stage = 'authentication'))
        .on('banner', (text) => {
          authentication.heard(text);
        })
        .on('close', () => {
          if (this.#stage !== 'ready') onError(new Error('No response from server'));
        })
        .on('ready', () => {
          this.#stage = 'ready';
          deadline.clear();
          resolve(this.#link(client));
        });
    });
  }

  #clientProps(authentication: Authentication, onError: (error: unknown) => void): ClientProps {
    return {
      target: this.#target,
      stream: this.#route?.stream,
      hostKeyAlgorithms: this.#check.algorithms,
      accepts: this.#check.accepts,
      login: authentication.login,
      keepalive: { seconds: this.#keepaliveSeconds, count: keepaliveCountMax },
      onError,
    };
  }

  #link(client: Client): Link {
    const silentSeconds = this.#keepaliveSeconds * (keepaliveCountMax + 1);
    let closed: () => void = () => undefined;
    const isClosed = new Promise<void>((resolve) => (closed = resolve));
    const lost = new Promise<SshError>((resolve) => {
      const report = (): void => {
        resolve(lostError(this.#target, this.#firstError, silentSeconds, this.#route?.bastion));
      };
      client.on('error', report).on('close', () => {
        report();
        closed();
      });
    });
    const close = async (): Promise<void> => {
      client.end();
      const timer = setTimeout(() => {
        client.destroy();
        closed();
      }, 1000);
      await isClosed;
      clearTimeout(timer);
    };
    return { client, hostKey: this.#check.fingerprint, lost, close };
  }

  #explain(authentication: Authentication): SshError {
    if (this.#check.refusal) return this.#check.refusal;
    const message = (this.#firstError as Error).message;
    if (/no matching host key format/.test(message)) return this.#check.otherTypes();
    if (this.#stage !== 'authentication') {
      return connectError(this.#target, this.#stage, this.#firstError, this.#route?.bastion);
    }
    const booting = authentication.tryBootingMessage();
    if (booting !== undefined) {
      return new SshError({
        kind: 'unreachable',
        where: place(this.#target, this.#route?.bastion),
        what: `it does not accept logins yet ("${booting}")`,
        fix: 'wait until it has started up, then run it again',
      });
    }
    return authentication.error(/All configured/.test(message) ? undefined : message);
  }

  get #keepaliveSeconds(): number {
    return this.#context.keepaliveIntervalSeconds ?? 5;
  }
}

function isAgentError(error: unknown): error is Error {
  return error instanceof Error && (error as { level?: unknown }).level === 'agent';
}
