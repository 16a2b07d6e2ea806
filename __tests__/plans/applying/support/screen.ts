import { EventEmitter } from 'node:events';

const escape = '\u001b';
const sequence = new RegExp(`(${escape}\\[([?\\d;]*)([A-Za-z]))|([^])`, 'gu');

/**
 * A terminal that understands what a live view writes: lines, cursor up, erase, no wrap. It scrolls at its lower edge, and
 * breaks long lines anew when it is made narrower, as most terminals do.
 */
export class Screen extends EventEmitter {
  readonly isTTY = true;
  readonly written: string[] = [];
  /** All lines, those that were scrolled away first. */
  private lines: string[] = [''];
  private row = 0;
  private column = 0;
  private wraps = true;

  constructor(
    public columns: number,
    public rows: number,
  ) {
    super();
  }

  write(text: string): boolean {
    this.written.push(text);
    for (const [, control, parameter = '', final = '', character] of text.matchAll(sequence)) {
      if (control === undefined) this.put(character!);
      else this.obey(parameter, final);
    }
    return true;
  }

  /** What a person sees, without the empty lines at the end. */
  get text(): string {
    return this.lines.slice(this.top).join('\n').trimEnd();
  }

  /** What was ever printed and not taken back. */
  get history(): string {
    return this.lines.join('\n').trimEnd();
  }

  resize(columns: number, rows: number): void {
    this.lines = this.lines.flatMap((line) => line.match(new RegExp(`.{1,${columns}}`, 'gu')) ?? ['']);
    this.row = this.lines.length - 1;
    [this.columns, this.rows] = [columns, rows];
    this.emit('resize');
  }

  private get top(): number {
    return Math.max(0, this.lines.length - this.rows);
  }

  private put(character: string): void {
    if (character === '\r') this.column = 0;
    else if (character === '\n') this.newLine();
    else {
      if (this.column >= this.columns) {
        if (this.wraps) this.newLine();
        else this.column = this.columns - 1;
      }
      const line = this.lines[this.row]!.padEnd(this.column);
      this.lines[this.row] = line.slice(0, this.column) + character + line.slice(this.column + 1);
      this.column += 1;
    }
  }

  private newLine(): void {
    this.column = 0;
    this.row += 1;
    this.lines[this.row] ??= '';
  }

  private obey(parameter: string, final: string): void {
    if (final === 'A') this.row = Math.max(this.top, this.row - Number(parameter));
    else if (final === 'G') this.column = Number(parameter) - 1;
    else if (final === 'K') this.lines[this.row] = this.lines[this.row]!.slice(0, this.column);
    else if (final === 'J') {
      this.lines[this.row] = this.lines[this.row]!.slice(0, this.column);
      this.lines.length = this.row + 1;
    } else if (parameter === '?7') this.wraps = final === 'h';
    else if (final !== 'm' && parameter !== '?2026') throw new Error(`unknown control ${parameter}${final}`);
  }
}
