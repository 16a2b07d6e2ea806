import { stripVTControlCharacters } from 'node:util';
import { Redactor } from './redactor';

const redactor = new Redactor();
/** Control, format (bidi, zero width, tags), private-use and broken characters: nothing that a reader could see. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;

/**
 * A text that a host, an inventory or a plan said, as one line of visible characters without secrets.
 *
 * @param longest in characters; a longer text ends with `…`
 */
export function plain(text: string, longest = 300): string {
  const line = stripVTControlCharacters(text)
    .replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(invisible, '')
    .trim();
  // Last, for what is invisible may have split a token; a key of many lines is one by now and goes as a whole.
  return clipped(redactor.text(line), longest);
}

function clipped(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}
