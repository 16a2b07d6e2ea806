import { createColors } from 'picocolors';

/** Data: standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Messages: standard error. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Data for programs: one JSON document; `schemaVersion` grows when a field changes its meaning. */
export function printJson(document: Readonly<Record<string, unknown>>): void {
  print(JSON.stringify({ schemaVersion: 1, ...document }, null, 2));
}

/** Colours for a stream: none when it is no terminal, or when NO_COLOR is set (https://no-color.org). */
export function colors(stream: NodeJS.WriteStream): ReturnType<typeof createColors> {
  return createColors(stream.isTTY === true && (process.env.NO_COLOR ?? '') === '');
}
