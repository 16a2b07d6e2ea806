/** A part of a document: what always stands, and rows of which the last ones may be cut. */
export interface Block {
  /** Lines before the rows. */
  readonly head: readonly string[];
  readonly rows: readonly string[];
  /** Lines after the rows. */
  readonly tail: readonly string[];
  /** The most that the rows may take, in characters, so that nothing is left for what follows. */
  readonly most: number;
  /** The line in place of the rows that were cut. */
  readonly more: (rows: number) => string;
}

/** Joins blocks, with an empty line between them, to a text of at most `limit` characters; cuts on row borders only. */
export function joinWithin(blocks: readonly Block[], limit: number): string {
  const fixed = blocks.map(({ head, rows, tail, more }) => size([...head, ...tail, more(rows.length)]) + 1);
  let left = limit - fixed.reduce((sum, each) => sum + each, 0);
  const texts = blocks.map((block) => {
    const kept = fitting(block.rows, Math.min(block.most, left));
    left -= size(kept);
    const cut = block.rows.length - kept.length;
    return [...block.head, ...kept, ...(cut === 0 ? [] : [block.more(cut)]), ...block.tail].join('\n');
  });
  return `${texts.join('\n\n')}\n`;
}

function fitting(rows: readonly string[], budget: number): string[] {
  const kept: string[] = [];
  let used = 0;
  for (const row of rows) {
    used += row.length + 1;
    if (used > budget) break;
    kept.push(row);
  }
  return kept;
}

function size(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
