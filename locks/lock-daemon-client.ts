import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { extname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { LineReader } from '../ssh/lines';
import type { SshTarget } from '../ssh/types';
import { encode, type LockAnswer } from './messages';

const startMilliseconds = 30_000;
const answerMilliseconds = 60_000;
const retryMilliseconds = 20;
const asks = 3;
/** Who claimed to start the daemon and has not done so after this was killed meanwhile. */
const claimMilliseconds = 5000;

export interface LockDaemonClientProps {
  /** As socketPath gives it. */
  readonly path: string;
  /** Process that the daemon watches. */
  readonly pid: number;
  /** @default - lock-daemon.js beside this file, which outlives this process */
  readonly startDaemon?: (pid: number) => ChildProcess;
}

/** A runner's way to the lock daemon of its deployment, which it starts when there is none. */
export class LockDaemonClient {
  private readonly held = new Set<string>();
  private socket?: Promise<Socket>;
  private turn: Promise<unknown> = Promise.resolve();
  private starting?: StartingDaemon;
  private starts = 0;

  constructor(private readonly props: LockDaemonClientProps) {}

  /** Makes sure that a daemon takes the locks, without waiting until it has them. */
  async start(): Promise<void> {
    const socket = await this.find();
    if (socket !== undefined) this.socket = Promise.resolve(socket);
  }

  /**
   * Resolves once the host's lock is held, with warnings to show; asked for the same host again, at once.
   *
   * @throws NuclabError `locked` when somebody else is working, or why the lock cannot be had
   */
  async hold(target: SshTarget): Promise<readonly string[]> {
    const place = `${target.address}:${target.port}`;
    if (this.held.has(place)) return [];
    const answer = this.turn.then(() => this.ask(target));
    this.turn = answer.catch(() => undefined);
    const found = await answer;
    if (!found.held) throw new NuclabError(found.error);
    this.held.add(place);
    return found.warnings;
  }

  /** A daemon that ends without an answer was killed: a new one is asked. */
  private async ask(target: SshTarget): Promise<LockAnswer> {
    for (let left = asks; ; left -= 1) {
      this.socket ??= this.open();
      const line = await exchange(await this.socket, encode(target));
      if (line !== undefined) return JSON.parse(line) as LockAnswer;
      if (left === 1) throw failed(`it ended without an answer, ${asks} times`);
      await delay(retryMilliseconds);
    }
  }

  private async open(): Promise<Socket> {
    const giveUpAt = Date.now() + startMilliseconds;
    for (;;) {
      const socket = await this.find();
      if (socket !== undefined) return socket;
      if (this.starting?.ended !== undefined) throw failed(this.starting.ended);
      // On a busy computer it may have waited in vain for this runner to connect: another one is started.
      if (this.starting?.left === true) this.starting = undefined;
      if (Date.now() > giveUpAt) throw failed(`it did not start within ${startMilliseconds / 1000} s`);
      await delay(retryMilliseconds);
    }
  }

  /** The daemon; undefined while it only is on its way, started by this runner or by another. */
  private async find(): Promise<Socket | undefined> {
    const { path, pid, startDaemon = startBeside } = this.props;
    const socket = await this.tryConnect();
    if (socket !== undefined || this.starting !== undefined || !claim(`${path}.start`)) return socket;
    // Once more: a daemon that started after we tried has given its claim back by now.
    const late = await this.tryConnect();
    if (late !== undefined) {
      rmSync(`${path}.start`, { force: true });
      return late;
    }
    // What a killed daemon left.
    rmSync(path, { force: true });
    this.starts += 1;
    this.starting = new StartingDaemon(startDaemon(pid));
    return undefined;
  }

  private async tryConnect(): Promise<Socket | undefined> {
    const socket = await tryConnect(this.props.path);
    socket?.once('close', () => this.lost());
    return socket;
  }

  /** A daemon that was killed has a successor at once, not with the next step only: hosts where nothing runs need it too. */
  private lost(): void {
    this.socket = undefined;
    this.starting = undefined;
    // One that always fails is not started forever.
    if (this.starts >= 2) return;
    // The socket of a process that is being killed may outlive its connections for a moment.
    this.socket = delay(retryMilliseconds).then(() => this.open());
    this.socket.catch(() => (this.socket = undefined));
  }
}

class StartingDaemon {
  /** Set when it has ended: before it could be connected to, nothing else tells. */
  ended?: string;
  /** Set when it has ended well: it saw nobody who needs a lock. */
  left = false;

  constructor(child: ChildProcess) {
    child.once('error', (error) => (this.ended = `it cannot be started (${error.message})`));
    child.once('exit', (code, signal) => {
      if (code === 0) this.left = true;
      else this.ended = `it ended at once (${signal ?? `exit code ${code}`})`;
    });
  }
}

/** The next line after `text` was sent; undefined when the daemon closes the connection instead. */
function exchange(socket: Socket, text: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(failed(`it gave no answer within ${answerMilliseconds / 1000} s`));
    }, answerMilliseconds);
    const end = (line?: string): void => {
      clearTimeout(timer);
      socket.removeAllListeners('data').off('close', onClose);
      resolve(line);
    };
    const onClose = (): void => end();
    const reader = new LineReader(end);
    socket.on('data', (chunk) => reader.write(chunk)).on('close', onClose);
    if (socket.destroyed) end();
    else socket.write(text);
  });
}

function tryConnect(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('error', () => resolve(undefined));
    socket.once('connect', () => {
      socket.on('error', () => undefined);
      // The connection tells the daemon that somebody works; it must not keep anybody working.
      resolve(socket.unref());
    });
  });
}

/** Of the runners that start at the same moment, one starts the daemon. */
function claim(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600));
    return true;
  } catch {
    const claimedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - claimedAt > claimMilliseconds) rmSync(path, { force: true });
    return false;
  }
}

/** With this process's environment, so that secrets in it stay there; away from its terminal and its output. */
function startBeside(pid: number): ChildProcess {
  const program = join(__dirname, `lock-daemon${extname(__filename)}`);
  const child = spawn(process.execPath, [...process.execArgv, program, String(pid)], {
    detached: true,
    stdio: 'ignore',
  });
  child.unref();
  return child;
}

function failed(why: string): NuclabError {
  return new NuclabError({
    what: `the lock daemon of this deployment failed: ${why}`,
    fix: 'deploy again, and report it if it happens again',
    exitCode: ExitCode.unexpected,
  });
}
