import { stripVTControlCharacters } from 'node:util';
import { Redactor } from './redactor';

const redactor = new Redactor();
const longest = 200;
/** Control characters, and those that change the direction of a text: a host must not drive a terminal or a reviewer's eye. */
const unwanted = /[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** A text that a host said, as facts keep it: one line, redacted, without control characters, at most 200 characters. */
export function cleanText(text: string): string {
  const plain = redactor
    .text(stripVTControlCharacters(text).replace(/\s+/g, ' ').replace(unwanted, ''))
    .trim();
  return plain.length <= longest ? plain : `${plain.slice(0, longest - 1)}…`;
}

/** A text of any length without what looks like a secret. */
export function redacted(text: string): string {
  return redactor.text(text);
}

/** UTC to the second, as facts write times: `2026-11-21T11:52:03Z`. */
export function utc(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
