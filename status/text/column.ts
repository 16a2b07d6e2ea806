/** How a cell is painted: as a problem of this severity would be, `ok`, or not at all. */
export type Tone = 'ok' | 'error' | 'warning' | 'info' | 'plain';

export interface Cell {
  readonly text: string;
  readonly tone: Tone;
}

export interface Column {
  readonly heading: string;
  /** Place in the queue for room: 1 is served first. */
  readonly rank: number;
  /** Width that will do in a narrow terminal: longer texts are cut. @default - as wide as its longest text */
  readonly enough?: number;
  readonly cells: readonly Cell[];
}

/** A column that is shown, with the width it gets. */
export interface PlacedColumn extends Column {
  readonly width: number;
}

const GAP = 2;
/** Ranks up to this one are shown in any terminal, however they are cut. */
const ALWAYS = 2;

/** Total width of columns side by side. */
export function totalWidth(columns: readonly { readonly width: number }[]): number {
  return columns.reduce((sum, { width }) => sum + width + GAP, -GAP);
}

/**
 * Chooses the columns for a terminal: the important ones first, each further one that still has room. What is left goes
 * to the texts that were cut. Without a limit everything is shown in full.
 */
export function placeColumns(columns: readonly Column[], limit: number | undefined): readonly PlacedColumn[] {
  const full = columns.map((column) => ({ ...column, width: naturalWidth(column) }));
  if (limit === undefined || totalWidth(full) <= limit) return full;
  const kept: PlacedColumn[] = [];
  for (const column of [...full].sort((a, b) => a.rank - b.rank)) {
    const width = Math.min(column.width, column.enough ?? column.width);
    const room = limit - totalWidth([...kept, { width: 0 }]);
    if (width <= room) kept.push({ ...column, width });
    else if (column.rank <= ALWAYS) kept.push({ ...column, width: Math.max(1, room) });
  }
  let spare = limit - totalWidth(kept);
  const widened = kept.map((column) => {
    const more = Math.max(0, Math.min(spare, naturalWidth(column) - column.width));
    spare -= more;
    return { ...column, width: column.width + more };
  });
  return columns.flatMap(({ rank }) => widened.filter((column) => column.rank === rank));
}

/** A text in a fixed width: filled up with spaces, or cut with an ellipsis. */
export function fitted(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text.padEnd(width);
}

function naturalWidth({ heading, cells }: Column): number {
  return Math.max(heading.length, ...cells.map(({ text }) => text.length));
}
