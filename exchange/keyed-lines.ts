import { singleLine } from '../text/single-line';

/** The lines of a check by their first word; everything that does not begin with the nonce is a login profile's noise. */
export class KeyedLines {
  /** Key and text of each line, in the order they were said. */
  readonly order: (readonly [key: string, text: string])[] = [];
  private readonly lines = new Map<string, string[]>();

  constructor(nonce: string, stdout: string) {
    for (const line of stdout.split('\n')) {
      const at = line.indexOf(`${nonce} `);
      if (at === -1) continue;
      const text = line.slice(at + nonce.length + 1).trimEnd();
      const end = text.indexOf(' ');
      const [key, value] = end === -1 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)];
      const list = this.lines.get(key);
      if (list === undefined) this.lines.set(key, [value]);
      else list.push(value);
      this.order.push([key, value]);
    }
  }

  all(key: string): readonly string[] {
    return this.lines.get(key) ?? [];
  }

  /** The first, cleaned; undefined when it was not said or is empty. */
  one(key: string): string | undefined {
    const text = singleLine(this.all(key)[0] ?? '');
    return text === '' ? undefined : text;
  }

  number(key: string): number | undefined {
    const text = this.one(key);
    return text === undefined || !/^\d+(\.\d+)?$/.test(text) ? undefined : Number(text);
  }
}
