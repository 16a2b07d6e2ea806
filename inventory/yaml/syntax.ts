import { ErrorCode, YAMLError } from 'yaml';
import { Fault } from '../problem';

interface Words {
  readonly what: string;
  readonly fix: string;
}

const indentation: Words = {
  what: 'the indentation does not fit the lines above',
  fix: 'indent the keys of one map by the same number of spaces, two more than the line they belong to',
};

/** One code of the parser can have several causes; its message tells them apart. */
const wordsByMessage: readonly (readonly [RegExp, Words])[] = [
  [
    /Missing closing .?quote/,
    { what: 'a quote that was opened above is not closed', fix: 'add the closing quote where the text ends' },
  ],
  [
    /^Flow /,
    {
      what: 'a [ or { that was opened above is not closed',
      fix: 'add the closing ] or } where the list or map ends',
    },
  ],
];

/** The parser's error codes in a lab admin's words. */
const wordsByCode: Readonly<Partial<Record<ErrorCode, Words>>> = {
  TAB_AS_INDENT: { what: 'a tab is used as indentation', fix: 'replace it with spaces' },
  BAD_INDENT: indentation,
  BLOCK_AS_IMPLICIT_KEY: {
    what: 'a key is followed by a value and then by another key',
    fix: 'start each key on its own line, indented like its neighbours, and put text that contains ": " in quotes',
  },
  MULTILINE_IMPLICIT_KEY: {
    what: 'a key has no colon, or its colon is on another line',
    fix: 'write `key: value` with a space after the colon',
  },
  MISSING_CHAR: {
    what: 'a comma, colon, space or quote is missing here',
    fix: 'separate the items in brackets with commas, and write a space after each colon',
  },
  MULTIPLE_DOCS: { what: 'a second document begins here', fix: 'remove the line `---` and what follows it' },
  BAD_SCALAR_START: { what: 'a value cannot begin with this character', fix: 'put the value in quotes' },
  BAD_DQ_ESCAPE: {
    what: 'a backslash in double quotes starts an escape that YAML does not have',
    fix: 'use single quotes',
  },
  BAD_DIRECTIVE: { what: 'a YAML directive is not understood', fix: 'remove the line that begins with %' },
  TAG_RESOLVE_FAILED: { what: 'a YAML tag is not understood', fix: 'remove the word that begins with !' },
  RESOURCE_EXHAUSTION: {
    what: 'maps and lists are nested too deeply',
    fix: 'write the inventory as shown in docs/inventory.md',
  },
};

const otherwise: Words = {
  what: 'the line is not YAML',
  fix: 'compare it and the line before with an inventory from examples/',
};

const mostSyntaxFaults = 5;

/** More errors from one mistake are noise: one for each line, and stray tokens only when they come first. */
export function syntaxFaults(errors: readonly YAMLError[], lineOf: (offset: number) => number): Fault[] {
  const lines = new Set<number>();
  return errors
    .filter((error, index) => {
      const line = lineOf(error.pos[0]);
      const isNew = !lines.has(line);
      lines.add(line);
      return isNew && (index === 0 || error.code !== 'UNEXPECTED_TOKEN');
    })
    .slice(0, mostSyntaxFaults)
    .map((error) => ({ path: [], offset: error.pos[0], ...wordsOf(error) }));
}

function wordsOf(error: YAMLError): Words {
  const byMessage = wordsByMessage.find(([message]) => message.test(error.message))?.[1];
  return byMessage ?? wordsByCode[error.code] ?? otherwise;
}
