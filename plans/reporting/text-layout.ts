import Table from 'cli-table3';

/** Breaks a text between words so that no line is longer than `width` characters; a longer word is broken in itself. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => pieces(each, width))) {
    if (line === '') line = word;
    else if (line.length + 1 + word.length <= width) line = `${line} ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  if (word.length <= width) return [word];
  const characters = [...word];
  const parts = Math.ceil(characters.length / width);
  return Array.from({ length: parts }, (_, part) =>
    characters.slice(part * width, (part + 1) * width).join(''),
  );
}

/** A text indented by `indent` blanks, its further lines by two more. */
export function hanging(text: string, indent: number, columns: number): string[] {
  return wrap(text, columns - indent - 2).map(
    (line, place) => ' '.repeat(indent + (place === 0 ? 0 : 2)) + line,
  );
}

const gap = 2;
const narrowestLast = 24;
const borders = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
  'middle',
];

/** Columns without borders, as kubectl prints them; the last one is wrapped to the width of the terminal. */
export function alignedRows(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number,
): string[] {
  const all = [head, ...rows];
  const left = head
    .slice(0, -1)
    .map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)) + gap);
  const width = Math.max(columns - left.reduce((sum, each) => sum + each, 0), narrowestLast);
  const table = new Table({
    chars: Object.fromEntries(borders.map((border) => [border, ''])),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
  });
  for (const row of all) {
    table.push(row.map((text, column) => (column === row.length - 1 ? wrap(text, width).join('\n') : text)));
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}
