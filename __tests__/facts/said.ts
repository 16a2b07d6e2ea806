import type { Connect, ExecOptions, ExecResult } from '../../ssh';

/** The nonce of the exchange that this was sent for. */
export function nonceOf({ stdin = '' }: Pick<ExecOptions, 'stdin'>): string {
  return /^gather '([0-9a-f]{32})'/m.exec(stdin)?.[1] ?? '';
}

/** Lines as the scripts say them: those of a profile begin with `#`. */
export function withNonce(text: string, nonce: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => (line.startsWith('#') ? line : `${nonce} ${line}`))
    .join('\n');
}

/** The parts of a host, each with the line that ends it. */
export const allDone = ['system', 'storage', 'network', 'packages', 'membership', 'reach']
  .map((part) => `done ${part}`)
  .join('\n');

export interface Call {
  readonly host: string;
  readonly command: string;
  readonly options: ExecOptions;
}

/** Sessions that answer with these lines, but where a host has words of its own. */
export function fakeConnect(
  lines: string,
  own: Record<string, () => Promise<Partial<ExecResult>>> = {},
): { readonly connect: Connect; readonly calls: Call[]; readonly closed: string[] } {
  const calls: Call[] = [];
  const closed: string[] = [];
  const connect: Connect = async ({ name }) => ({
    async exec(command, options) {
      calls.push({ host: name, command, options });
      const stdout = withNonce(lines, nonceOf(options));
      const result = { exitCode: 0, stdout, stderr: '', ...(await own[name]?.()) };
      for (const line of result.stdout.split('\n')) options.onStdoutLine?.(line);
      return result;
    },
    async close() {
      closed.push(name);
    },
  });
  return { connect, calls, closed };
}
