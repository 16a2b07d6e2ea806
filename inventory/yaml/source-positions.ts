import { Path } from '../problem';

/** Where a value is in the text: offsets from its start. */
export interface Place {
  /** Of the key, when the value is one of a map. */
  readonly key?: number;
  readonly value: number;
  /** A scalar as it is written, e.g. `1.30` for the number 1.3. */
  readonly source?: string;
}

/** From paths to positions in the text, and from offsets to lines and columns. */
export class SourcePositions {
  private readonly positions = new Map<string, Place>();
  private readonly lineStarts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1))
      this.lineStarts.push(at + 1);
  }

  set(path: Path, place: Place): void {
    this.positions.set(JSON.stringify(path), place);
  }

  tryGet(path: Path): Place | undefined {
    return this.positions.get(JSON.stringify(path));
  }

  /** Offset of the value or key; of the nearest parent that is written, by its key, when the path itself is not. */
  offset(path: Path, at: 'key' | 'value' = 'value'): number {
    const place = this.tryGet(path);
    if (place !== undefined) return at === 'key' ? (place.key ?? place.value) : place.value;
    return path.length === 0 ? 0 : this.offset(path.slice(0, -1), 'key');
  }

  /** Line and column of an offset, both from 1. */
  lineAndColumn(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.lineStarts[low] ?? 0) + 1 };
  }
}
