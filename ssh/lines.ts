import { StringDecoder } from 'node:string_decoder';

/** Turns chunks of bytes into text and whole lines; characters and lines may be cut anywhere between chunks. */
export class LineReader {
  readonly #onLine: ((line: string) => void) | undefined;
  readonly #decoder = new StringDecoder('utf8');
  readonly #chunks: string[] = [];
  #rest = '';

  constructor(onLine?: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(chunk: Buffer): void {
    this.#take(this.#decoder.write(chunk));
  }

  /** Ends the input: a last line without a line feed counts too. Returns the whole text. */
  end(): string {
    this.#take(this.#decoder.end());
    if (this.#rest !== '') this.#onLine?.(this.#rest);
    this.#rest = '';
    return this.#chunks.join('');
  }

  #take(text: string): void {
    if (text === '') return;
    this.#chunks.push(text);
    if (this.#onLine === undefined) return;
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#onLine(line);
  }
}
