/** What a person is told of anything that is wrong. */
export interface Diagnostic {
  /** The fact, with the value found: lower-case start, no full stop. */
  readonly what: string;
  /** Host and step, or file:line:column. */
  readonly where?: string;
  /** One imperative sentence. */
  readonly fix?: string;
}

const fixMark = '; ';
const fixWord = 'fix: ';

/**
 * `where: what; fix: …`.
 *
 * @param paint how a terminal shows `fix: …`. @default - as it is
 */
export function formatDiagnostic(
  { what, where, fix }: Diagnostic,
  paint = (text: string): string => text,
): string {
  const before = where === undefined ? '' : `${where}: `;
  return `${before}${what}${fix === undefined ? '' : `${fixMark}${paint(`${fixWord}${fix}`)}`}`;
}

/**
 * Reads what `formatDiagnostic` wrote.
 *
 * @param where the place that the text begins with. @default - a place stays a part of `what`, since any text may hold a colon
 */
export function parseDiagnostic(text: string, where?: string): Diagnostic {
  const isThere = where !== undefined && text.startsWith(`${where}: `);
  const said = isThere ? text.slice(where.length + ': '.length) : text;
  const place = isThere ? { where } : {};
  const at = said.lastIndexOf(fixMark + fixWord);
  if (at === -1) return { ...place, what: said };
  return { ...place, what: said.slice(0, at), fix: said.slice(at + fixMark.length + fixWord.length) };
}
