import { stripVTControlCharacters } from 'node:util';

/** What a live region needs of a terminal; process.stdout has it. */
export interface Terminal {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** Its size, or the usual one where it says nothing or 0, as serial lines do. */
export function terminalSize({
  columns = 0,
  rows = 0,
}: Omit<Terminal, 'write'>): Required<Omit<Terminal, 'write'>> {
  return { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 };
}

const up = (lines: number): string => (lines === 0 ? '' : `\x1b[${lines}A`);
const eraseToEndOfLine = '\x1b[K';
const eraseBelow = '\x1b[J';
/** Text that is too wide is cut at the edge instead of taking a second line. */
const noWrap = '\x1b[?7l';
const wrap = '\x1b[?7h';
/** Terminals that know it show all of an update at once, others ignore it. */
const beginUpdate = '\x1b[?2026h';
const endUpdate = '\x1b[?2026l';

/**
 * The last lines of a terminal, drawn again and again. Whatever is printed above them stays. The cursor is never hidden
 * and each update leaves the terminal as it was, so that nothing has to be put right when the program is killed.
 */
export class LiveRegion {
  /** Widths of the lines that are shown. */
  private shown: readonly number[] = [];
  private text = '';

  constructor(private readonly terminal: Terminal) {}

  /** @param above lines that are to stay, above the region */
  draw(lines: readonly string[], above: readonly string[] = []): void {
    const text = lines.join('\n');
    if (above.length === 0 && text === this.text) return;
    this.terminal.write(
      `${beginUpdate}\r${up(this.height())}${above.map((line) => `${line}${eraseToEndOfLine}\n`).join('')}` +
        `${noWrap}${lines.map((line) => `${line}${eraseToEndOfLine}\n`).join('')}${wrap}${eraseBelow}${endUpdate}`,
    );
    this.text = text;
    this.shown = lines.map((line) => stripVTControlCharacters(line).length);
  }

  /** Something else was printed meanwhile, e.g. by the shell after Ctrl-Z: the next update begins below it. */
  forget(): void {
    this.shown = [];
    this.text = '';
  }

  /** Lines that the region takes now: a terminal that was made narrower breaks long lines. */
  private height(): number {
    const { columns, rows } = terminalSize(this.terminal);
    const height = this.shown.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
    return Math.min(height, rows - 1);
  }
}
