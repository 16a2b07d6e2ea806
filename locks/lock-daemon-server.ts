import { createServer, type Server, type Socket } from 'node:net';
import { LineReader } from '../ssh/lines';
import { lockDaemonError } from './lock-daemon-error';
import { encode, refusal, type LockAnswer, type LockAsk } from './messages';

/** Answers the runners of a deployment; each stays connected for as long as it lives. */
export class LockDaemonServer {
  private readonly server: Server;
  private readonly runners = new Set<Socket>();
  private quietSince = Date.now();

  /** @param hold resolves to the warnings for who asks, rejects when the lock cannot be had */
  constructor(private readonly hold: (ask: LockAsk) => Promise<readonly string[]>) {
    this.server = createServer((socket) => this.serve(socket));
  }

  /** Seconds since the last runner left; 0 while one is there. */
  get quietSeconds(): number {
    return this.runners.size > 0 ? 0 : (Date.now() - this.quietSince) / 1000;
  }

  /** Rejects with EADDRINUSE where another daemon listens, or has left its socket. */
  listen(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(path, resolve);
    });
  }

  /** Takes no more runners, and leaves those there are without an answer; the socket's file goes. */
  close(): void {
    this.server.close();
    for (const socket of this.runners) socket.end();
  }

  /** Tells every runner that an error of ours ends the daemon. */
  fail(error: unknown): void {
    for (const socket of this.runners) socket.end(encode(refusal(lockDaemonError(error))));
  }

  private serve(socket: Socket): void {
    this.runners.add(socket);
    socket.on('close', () => {
      this.runners.delete(socket);
      this.quietSince = Date.now();
    });
    socket.on('error', () => undefined);
    const reader = new LineReader((line) => {
      void this.answer(line).then((answer) => socket.write(encode(answer)));
    });
    socket.on('data', (chunk) => reader.write(chunk));
  }

  private async answer(line: string): Promise<LockAnswer> {
    try {
      return { held: true, warnings: await this.hold(JSON.parse(line) as LockAsk) };
    } catch (error) {
      return refusal(lockDaemonError(error));
    }
  }
}
