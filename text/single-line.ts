/**
 * text/ holds what may reach a terminal, a log, an error or a report: the cleaning of others' words, redaction, the shape of a
 * diagnostic. What belongs here knows words and characters only; nothing that knows a host, a phase or a plan does.
 */
import { invisible } from './invisible';
import { Redactor } from './redactor';

const redactor = new Redactor();
const escape = '\u001b';
const bell = '\u0007';
/**
 * Control sequences of terminals as ECMA-48 has them: strings with their end (titles, links), then CSI (colours, moves), then
 * all others. Node's stripVTControlCharacters takes visible characters along, with which a secret would no longer look like one.
 */
const sequences = new RegExp(
  [
    `(?:${escape}[\\]PX^_]|[\\x90\\x98\\x9d-\\x9f])[^${bell}${escape}\\x9c]*(?:${bell}|${escape}\\\\|\\x9c)`,
    `(?:${escape}\\[|\\x9b)[0-?]*[ -/]*[@-~]`,
    `${escape}[ -/]*[0-~]`,
  ].join('|'),
  'g',
);
/** Blanks of every kind, without U+FEFF: that one is no blank but invisible, and could split a secret. */
const blank = /[^\S\uFEFF]/u;
const blanks = new RegExp(`${blank.source}+`, 'gu');

/**
 * What a host, a server or a file of others said, as one line of visible characters without secrets. Everything of the kind
 * goes through here before it reaches a terminal, a log, an error or a report.
 *
 * @param longest in characters; a longer text ends with `…`
 */
export function singleLine(text: string, longest = 300): string {
  const line = withoutInvisible(text).replace(blanks, ' ').trim();
  // Last, for what is invisible may have split a secret; a key of many lines is one by now and goes as a whole.
  const clipped = clip(redactor.text(line), longest);
  // The cut itself may make a secret of what was longer than one.
  return clip(redactor.text(clipped), longest);
}

/** A text of many lines, such as a stack: each as `logLine` leaves it. */
export function manyLines(text: string): string {
  return text.split(/\r?\n/).map(logLine).join('\n');
}

/**
 * A line of a log of many lines. Its blanks and its length stay, and its secrets are the caller's to hide, who
 * alone knows whether the lines before it began a key.
 */
export function logLine(text: string): string {
  return withoutInvisible(text)
    .replace(/[\n\v\f\r\u2028\u2029]/g, ' ')
    .trimEnd();
}

function withoutInvisible(text: string): string {
  return text
    .replace(sequences, '')
    .replace(invisible, (character) => (blank.test(character) ? character : ''));
}

function clip(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}
