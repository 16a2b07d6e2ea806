const UP = (lines: number): string => (lines === 0 ? '' : `\u001b[${lines}A`);
const ERASE_LINE = '\u001b[2K';
const ERASE_BELOW = '\u001b[J';

/**
 * What a terminal is sent to replace the lines drawn before, which end above the cursor, by a text. Each line is erased
 * right before it is written, so that nothing flickers, and the rest of a longer text before at the end.
 *
 * @param text lines no longer than the terminal is wide, and fewer than it is high
 * @param drawn lines drawn before
 */
export function redraw(text: string, drawn: number): string {
  const lines = text.split('\n').map((line) => `${ERASE_LINE}${line}\n`);
  return `\r${UP(drawn)}${lines.join('')}${ERASE_BELOW}`;
}
