import { redraw } from './redraw';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_SCREEN = '\u001b[H\u001b[2J';
const ERASE_BELOW = '\r\u001b[J';

/** The part of `process.stdout` that a display needs. */
export type Terminal = Pick<NodeJS.WriteStream, 'columns' | 'rows' | 'write' | 'on' | 'off'>;

/** A text for a terminal of this size: no line longer than `columns`, at most `rows` lines. */
export type Render = (size: { readonly columns: number; readonly rows: number }) => string;

export interface LiveDisplay {
  /** Replaces what is shown. */
  show(render: Render): void;
  /** Leaves what is shown where it is and gives the terminal back. */
  close(): void;
}

/**
 * A text that is redrawn in place, below what the terminal shows already: also after the window has another size, and
 * after Ctrl-Z and `fg`. The cursor, hidden meanwhile, comes back however the program ends.
 */
export function liveDisplay(terminal: Terminal): LiveDisplay {
  let latest: Render | undefined;
  let drawn = 0;
  const draw = (): void => {
    if (latest === undefined) return;
    // One line stays for the cursor.
    const text = latest({ columns: terminal.columns, rows: terminal.rows - 1 });
    terminal.write(redraw(text, drawn));
    drawn = text.split('\n').length;
  };
  const showCursor = (): void => {
    terminal.write(SHOW_CURSOR);
  };
  // How a terminal rearranges lines that no longer fit differs; only an empty screen is certain.
  const onResize = (): void => {
    terminal.write(CLEAR_SCREEN);
    drawn = 0;
    draw();
  };
  const onStop = (): void => {
    showCursor();
    process.kill(process.pid, 'SIGSTOP');
  };
  const onContinue = (): void => {
    terminal.write(HIDE_CURSOR);
    drawn = 0;
    draw();
  };
  terminal.write(HIDE_CURSOR);
  terminal.on('resize', onResize);
  process.on('SIGTSTP', onStop).on('SIGCONT', onContinue).on('exit', showCursor);
  return {
    show(render) {
      latest = render;
      draw();
    },
    close() {
      terminal.off('resize', onResize);
      process.off('SIGTSTP', onStop).off('SIGCONT', onContinue).off('exit', showCursor);
      terminal.write(ERASE_BELOW + SHOW_CURSOR);
    },
  };
}
