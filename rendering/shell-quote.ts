/**
 * The only way to put text into a shell command: any text as a single word that every POSIX shell reads back unchanged.
 *
 * @throws Error when the text holds a NUL character, which no shell can carry
 */
export function shellQuote(text: string): string {
  if (text.includes('\0')) throw new Error('text with a NUL character cannot be given to a shell');
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
