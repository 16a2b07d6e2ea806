import { formatDiagnostic, type Diagnostic } from '../text/diagnostic';
import { escapeInvisible } from '../text/invisible';

/** Where something is in the inventory: keys and list indexes from the top. */
export type Path = readonly (string | number)[];

/** One thing that is wrong, before its place in the file is known. */
export interface Fault {
  readonly path: Path;
  /** Point at the key instead of its value. @default "value" */
  readonly at?: 'key' | 'value';
  /** Offset in the text, where the path does not lead there. @default - the place of the path */
  readonly offset?: number;
  /** The fact, with the value got: lower-case start, no full stop. */
  readonly what: string;
  /** One imperative sentence: lower-case start, no full stop. */
  readonly fix: string;
  /** The key of the same map that was probably meant by this one. */
  readonly meant?: string;
}

/** One thing that is wrong, as users see it. */
export interface Problem extends Required<Pick<Diagnostic, 'what' | 'fix'>> {
  /** The file's name as the user gave it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
  /** Inventory path, e.g. `hosts.nuc03.address`; empty for the file as a whole. */
  readonly path: string;
}

/** `lab.yaml:12:5`. */
export function placeOf({ file, line, column }: Problem): string {
  return `${file}:${line}:${column}`;
}

/** The problem as one line: `lab.yaml:12:5: what; fix: how`. */
export function problemLine(problem: Problem): string {
  return formatDiagnostic({ where: placeOf(problem), what: problem.what, fix: problem.fix });
}

/** `hosts.nuc03.taints[0]`; a key with other characters than a name's is quoted: `labels["lab.example/rack"]`. */
export function showPath(path: Path): string {
  return path.reduce<string>((shown, part) => {
    if (typeof part === 'number') return `${shown}[${part}]`;
    if (!/^[A-Za-z0-9_-]+$/.test(part)) return `${shown}[${quote(part)}]`;
    return shown === '' ? part : `${shown}.${part}`;
  }, '');
}

const longestShown = 60;
/** Key files in their usual spellings, URLs with a user, password or token, and the tokens of well-known services. */
const secret = new RegExp(
  [
    '-----BEGIN|PRIVATE KEY|b3BlbnNzaC1rZXk|MII[A-Za-z0-9+/]{20}',
    '://[^/\\s]*@|://\\S*:\\S*@|[?&\\s][\\w-]*(password|token|secret|sig)=',
    '\\b(AKIA|ASIA)[A-Z0-9]{16}\\b|\\bgh[a-z]_[A-Za-z0-9]{20}|\\bglpat-|\\bya29\\.|\\bhvs\\.|\\.atlasv1\\.',
    'AccountKey=|\\beyJ[\\w-]{8,}\\.eyJ',
  ].join('|'),
);

/** Whether a text looks like a key or holds a password, and so must not be repeated in a message. */
export function mayBeSecret(text: string): boolean {
  return secret.test(text);
}

/** Text in quotes, invisible characters escaped, long text cut. What looks like key text or a password is never repeated. */
export function quote(text: string): string {
  if (mayBeSecret(text)) return '(not shown)';
  const characters = [...text];
  const cut = characters.length > longestShown ? `${characters.slice(0, longestShown - 1).join('')}…` : text;
  return escapeInvisible(JSON.stringify(cut));
}
