import { Lexer } from 'yaml';

/** Size limit of an inventory in bytes: enough for a thousand hosts with labels. */
export const longestFile = 128 * 1024;
/** Deepest nesting of maps and lists; an inventory needs five. */
export const deepestNesting = 32;
/** Limit for `*aliases`, each of which repeats the value of its anchor. */
export const mostAliases = 64;
/** Limit for values, repeated ones included. */
export const mostValues = 20_000;

const opening = new Set(['[', '{']);
const closing = new Set([']', '}']);
const nestingInLine = new Set(['-', '?']);
const scalarMark = '\u001f';
/** Marks that the lexer puts between the pieces of text: start of a document, wrong end of a flow collection, scalar. */
const marks = new Set(['\u0002', '\u0018', scalarMark]);

/**
 * Offset at which maps and lists are nested too deeply, or undefined. Checked before the text is parsed: the parser is
 * recursive, and hundreds of thousands of brackets would crash the process in a way that cannot be caught.
 */
export function tryTooDeep(text: string): number | undefined {
  const wideIndentation = /^ {128}/m.exec(text);
  if (wideIndentation !== null) return wideIndentation.index;
  let offset = 0;
  let inFlow = 0;
  let inLine = 0;
  let afterScalarMark = false;
  for (const piece of new Lexer().lex(text)) {
    if (!afterScalarMark) {
      if (opening.has(piece)) inFlow += 1;
      else if (closing.has(piece)) inFlow -= 1;
      else if (nestingInLine.has(piece)) inLine += 1;
      else if (piece.includes('\n')) inLine = 0;
    }
    if (inFlow + inLine > deepestNesting) return offset;
    afterScalarMark = piece === scalarMark;
    if (!marks.has(piece)) offset += piece.length;
  }
  return undefined;
}
