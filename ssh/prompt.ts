import { SshError, type SshErrorKind } from './ssh-error';

/** The parts of process.stdin and process.stderr that a prompt needs. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { isTTY?: boolean; setRawMode?: (raw: boolean) => unknown };
  readonly output: NodeJS.WritableStream & { isTTY?: boolean };
}

export interface SecretRequest {
  /** For the prompt and the error: `passphrase of ~/.ssh/id_ed25519`. */
  readonly label: string;
  /** Environment variable that may hold it. */
  readonly variable: string;
  readonly kind: SshErrorKind;
  /** What to do when there is no terminal. */
  readonly fix: string;
}

const processTerminal: Terminal = { input: process.stdin, output: process.stderr };

/** Prompts wait for each other: two hosts may need different secrets at the same time. */
let lastPrompt: Promise<unknown> = Promise.resolve();

/** Whether there is a person to ask. */
export function canAsk(terminal: Terminal = processTerminal): boolean {
  return (
    terminal.input.isTTY === true && terminal.output.isTTY === true && terminal.input.setRawMode !== undefined
  );
}

/** Asks for a secret on the terminal, without echo. Rejects with SshError where there is none, or on Ctrl-C. */
export function askSecret(request: SecretRequest, terminal: Terminal = processTerminal): Promise<string> {
  if (!canAsk(terminal)) {
    const what = `the ${request.label} is needed, but there is no terminal to ask for it`;
    return Promise.reject(
      new SshError({ kind: request.kind, where: request.variable, what, fix: request.fix }),
    );
  }
  const answer = lastPrompt.then(() => readHidden(request, terminal));
  lastPrompt = answer.catch(() => undefined);
  return answer;
}

function readHidden(request: SecretRequest, { input, output }: Terminal): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = '';
    output.write(`${request.label}: `);
    input.setRawMode?.(true);
    const end = (settle: () => void): void => {
      input.off('data', onData);
      input.setRawMode?.(false);
      input.pause();
      output.write('\n');
      settle();
    };
    const onData = (chunk: Buffer | string): void => {
      for (const character of chunk.toString()) {
        if (character === '\r' || character === '\n') {
          end(() => {
            resolve(typed);
          });
          return;
        }
        if (character === '\u0003' || character === '\u0004') {
          const what = `stopped at the prompt for the ${request.label}`;
          end(() => {
            reject(new SshError({ kind: 'aborted', where: request.variable, what, fix: request.fix }));
          });
          return;
        }
        typed = character === '\u007f' || character === '\b' ? typed.slice(0, -1) : typed + character;
      }
    };
    input.on('data', onData);
    input.resume();
  });
}
