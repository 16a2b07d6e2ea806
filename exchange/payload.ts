import type { ShippedFile } from '../manifest/script-bundle';
import { shellQuote } from '../rendering/shell-quote';

export interface PayloadProps {
  /** Function definitions that come first, as they are in assets/scripts/runner/ and programs/. */
  readonly program: string;
  /** Variables the program reads, set before the calls. @default - none */
  readonly variables?: Readonly<Record<string, string>>;
  /** Functions that put files, by name. @default - none */
  readonly stages?: Readonly<Record<string, readonly ShippedFile[]>>;
  /** What then happens, in order: each a function of the program and its arguments. */
  readonly calls: readonly (readonly string[])[];
}

/** How a payload is started: read to its end first, so that the commands in it cannot swallow the rest of it. */
export const payloadCommand = `exec bash -c 'eval "$(cat)"'`;

const pathPattern = /^([a-z][a-z0-9-]*\/)*[A-Za-z0-9][A-Za-z0-9._:-]*$/;
const wordPattern = /^[a-z][a-z0-9_]*$/;

/**
 * The program sent on standard input. It is one brace group, so a payload that was cut off on its way does nothing.
 *
 * @throws Error for a path that could leave the staging folder, or text with a NUL character
 */
export function renderPayload(props: PayloadProps): string {
  const variables = Object.entries(props.variables ?? {}).map(
    ([name, value]) => `${word(name)}=${shellQuote(value)}`,
  );
  const stages = Object.entries(props.stages ?? {}).map(([name, files]) =>
    [`${word(name)}() {`, ':', ...files.map(put), '}'].join('\n'),
  );
  const calls = props.calls.map(([name = '', ...args]) => [word(name), ...args.map(shellQuote)].join(' '));
  return ['{', props.program, ...variables, ...stages, ...calls, 'exit 0', '}', ''].join('\n');
}

function put(file: ShippedFile): string {
  if (!pathPattern.test(file.path)) {
    throw new Error(
      `file name "${file.path}" must be letters, digits, '.', '_', ':' and '-', in folders of lower-case letters, digits and '-'`,
    );
  }
  return `put ${shellQuote(file.path)} ${shellQuote(file.text)}`;
}

function word(name: string): string {
  if (!wordPattern.test(name)) throw new Error(`"${name}" is no name for a shell function or variable`);
  return name;
}
