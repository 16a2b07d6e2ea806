import { EventEmitter } from 'node:events';
import type { Terminal } from '../../../status';

/** The escape sequences nuclab writes; anything else fails the test. */
// eslint-disable-next-line no-control-regex
const token = /\u001b\[(\??)(\d*)([A-Za-z])|\r|\n|[^\u001b\r\n]/gu;

/** A terminal of a fixed size that knows just what nuclab writes, to see what a person would see. */
export class Screen extends EventEmitter {
  lines: string[] = [''];
  isCursorShown = true;
  private row = 0;
  private column = 0;

  constructor(
    public columns: number,
    public rows: number,
  ) {
    super();
  }

  /** As the terminal of a program. */
  get terminal(): Terminal {
    return this as unknown as Terminal;
  }

  /** What the window shows, without empty lines at its end. */
  get text(): string {
    return this.lines.slice(-this.rows).join('\n').trimEnd();
  }

  write(text: string): boolean {
    let read = 0;
    for (const match of text.matchAll(token)) {
      if (match.index !== read) break;
      read += match[0].length;
      if (match[3] === undefined) this.character(match[0]);
      else this.sequence(`${match[1]}${match[3]}`, match[2] ?? '');
    }
    if (read !== text.length) throw new Error(`unknown sequence: ${JSON.stringify(text.slice(read))}`);
    return true;
  }

  /** Another size; terminals differ in what becomes of the lines, this one leaves them. */
  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.emit('resize');
  }

  private character(character: string): void {
    if (character === '\r') this.column = 0;
    else if (character === '\n') this.newLine();
    else {
      // The last column keeps the cursor until the next character comes.
      if (this.column === this.columns) this.newLine();
      const line = this.line.padEnd(this.column);
      this.line = line.slice(0, this.column) + character + line.slice(this.column + 1);
      this.column += 1;
    }
  }

  private sequence(name: string, number: string): void {
    const top = Math.max(0, this.lines.length - this.rows);
    if (name === 'A') this.row = Math.max(top, this.row - Number(number));
    else if (name === 'K' && number === '2') this.line = '';
    else if (name === 'J' && number === '2') this.lines.fill('', top);
    else if (name === 'J') {
      this.line = this.line.slice(0, this.column);
      this.lines.fill('', this.row + 1);
    } else if (name === 'H') [this.row, this.column] = [top, 0];
    else if (name === '?h' || name === '?l') this.isCursorShown = name === '?h';
    else if (name !== 'm') throw new Error(`unknown sequence: ${number}${name}`);
  }

  private newLine(): void {
    this.column = 0;
    this.row += 1;
    if (this.row === this.lines.length) this.lines.push('');
  }

  private get line(): string {
    return this.lines[this.row] ?? '';
  }

  private set line(text: string) {
    this.lines[this.row] = text;
  }
}
