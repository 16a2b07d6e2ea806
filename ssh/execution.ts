import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import type { Client, CommandEnd } from './client';
import { Deadline } from './deadline';
import type { Link } from './dial';
import { LineReader } from './lines';
import { place } from './place';
import { ReadyGate } from './ready-gate';
import { remoteCommand } from './remote-command';
import { SshError } from './ssh-error';
import { sudoAskedAgain, sudoRefused } from './sudo';
import type { ExecOptions, ExecResult, SshContext, SshTarget } from './types';

export interface ExecutionProps {
  readonly link: Link;
  readonly target: SshTarget;
  readonly context: SshContext;
  readonly command: string;
  readonly options: ExecOptions;
}

/** One command on one channel, from the login shell to its exit status. */
export class Execution {
  readonly #props: ExecutionProps;
  readonly #marker = `nuclab-ready-${randomBytes(12).toString('hex')}`;
  readonly #prompt = `nuclab-sudo-${randomBytes(12).toString('hex')}`;
  readonly #viaSudo: boolean;
  readonly #stdin = new PassThrough();
  readonly #stdout: LineReader;
  readonly #stderr: LineReader;
  readonly #stdoutGate: ReadyGate;
  readonly #stderrGate: ReadyGate;
  #deadline: Deadline | undefined;
  #channel: { close(): void } | undefined;
  #passwordSent = false;
  #ended = false;
  #reject: (error: unknown) => void = () => undefined;

  constructor(props: ExecutionProps) {
    this.#props = props;
    this.#viaSudo = props.options.sudo === true && props.target.user !== 'root';
    this.#stdout = new LineReader(props.options.onStdoutLine);
    this.#stderr = new LineReader(props.options.onStderrLine);
    this.#stdoutGate = new ReadyGate(this.#marker, (chunk) => {
      this.#stdout.write(chunk);
    });
    this.#stderrGate = new ReadyGate(this.#marker, (chunk) => {
      this.#stderr.write(chunk);
    });
  }

  async run(): Promise<ExecResult> {
    const { link, options } = this.#props;
    const abort = (): void => {
      this.#fail(this.#error('aborted', 'stopped before the command ended', 'run it again'));
    };
    try {
      return await new Promise<ExecResult>((resolve, reject) => {
        this.#reject = reject;
        if (options.signal?.aborted) {
          abort();
          return;
        }
        options.signal?.addEventListener('abort', abort, { once: true });
        this.#deadline = new Deadline(options.timeoutSeconds, () => {
          this.#fail(this.#timeout());
        });
        void link.lost.then((error) => {
          this.#fail(error);
        });
        this.#execute(link.client).then(resolve, reject);
      });
    } finally {
      this.#ended = true;
      options.signal?.removeEventListener('abort', abort);
      this.#deadline?.clear();
    }
  }

  async #execute(client: Client): Promise<ExecResult> {
    const { target, context, command, options } = this.#props;
    const sudo = this.#viaSudo ? { mode: context.sudo, prompt: this.#prompt } : undefined;
    const text = remoteCommand({
      command,
      readyMarker: this.#marker,
      timeoutSeconds: options.timeoutSeconds,
      ...(sudo === undefined ? {} : { sudo }),
    });
    let end: CommandEnd;
    try {
      end = await client.exec(text, {
        stdin: this.#stdin,
        onChannel: (channel) => (this.#channel = channel),
        onStdout: (chunk) => {
          this.#onStdout(chunk);
        },
        onStderr: (chunk) => {
          this.#onStderr(chunk);
        },
      });
    } catch (error) {
      const { message } = error as Error;
      throw this.#error(
        'transport',
        `the command was not started (${message})`,
        `check ${target.name}, then run it again`,
      );
    }
    return this.#result(end);
  }

  #onStdout(chunk: Buffer): void {
    if (this.#ended) return;
    const wasOpen = this.#stdoutGate.isOpen;
    this.#stdoutGate.write(chunk);
    // Only now can nothing between us and the command mistake its input for a password.
    if (!wasOpen && this.#stdoutGate.isOpen) this.#stdin.end(this.#props.options.stdin ?? '');
  }

  #onStderr(chunk: Buffer): void {
    if (this.#ended) return;
    this.#stderrGate.write(chunk);
    if (!this.#viaSudo || this.#stdoutGate.isOpen) return;
    const prompts = this.#stderrGate.preamble.split(this.#prompt).length - 1;
    if (prompts > 1) this.#fail(sudoAskedAgain(this.#props.target));
    else if (prompts === 1 && !this.#passwordSent) void this.#sendPassword();
  }

  async #sendPassword(): Promise<void> {
    this.#passwordSent = true;
    const { context } = this.#props;
    try {
      const password = await this.#deadline?.suspend(() => context.sudoPassword());
      this.#stdin.write(`${password}\n`);
    } catch (error) {
      this.#fail(error);
    }
  }

  #result({ code, signal }: CommandEnd): ExecResult {
    const { target } = this.#props;
    const stdout = this.#stdout.end();
    const stderr = this.#stderr.end();
    if (code === null && signal === null) {
      throw this.#error(
        'transport',
        'the session ended without an exit status, so the outcome of the command is unknown',
        `check the power and network of ${target.name}, then run it again`,
      );
    }
    const name = signal === null ? undefined : signal.replace(/^SIG/, '');
    const exitCode = code ?? 128;
    if (!this.#stdoutGate.isOpen) throw this.#neverStarted(exitCode);
    return { exitCode, stdout, stderr, ...(name === undefined ? {} : { signal: name }) };
  }

  #neverStarted(exitCode: number): SshError {
    const said = `${this.#stdoutGate.preamble}\n${this.#stderrGate.preamble}`.replaceAll(this.#prompt, '');
    if (this.#viaSudo) return sudoRefused(this.#props.target, said, exitCode);
    const words = said.trim().split('\n').at(-1) ?? '';
    return this.#error(
      'transport',
      `the login shell of "${this.#props.target.user}" ended with exit code ${exitCode} without running anything ("${words}")`,
      'give the user a shell such as /bin/bash on the host',
    );
  }

  #timeout(): SshError {
    const { options, command } = this.#props;
    const [firstLine = ''] = command.split('\n');
    const shown = firstLine.length > 60 ? `${firstLine.slice(0, 60)}…` : firstLine;
    const last = `${this.#stdout.end()}\n${this.#stderr.end()}`.trim().split('\n').at(-1) ?? '';
    const saw = last === '' ? 'it printed nothing' : `its last line was "${last}"`;
    return this.#error(
      'command-timeout',
      `"${shown}" did not finish within ${options.timeoutSeconds} s (${saw})`,
      'check the load of the host, then run it again',
    );
  }

  #fail(error: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#reject(error);
    this.#channel?.close();
  }

  #error(kind: SshError['kind'], what: string, fix: string): SshError {
    return new SshError({ kind, where: place(this.#props.target), what, fix });
  }
}
