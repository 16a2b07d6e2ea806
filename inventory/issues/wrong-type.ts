import { Fault, Path, quote, showPath } from '../problem';
import { inventorySchema } from '../schema/inventory-schema';
import { fixForNumber } from '../schema/version';
import { allowedKeys } from '../schema/walk';

/** A value of the wrong kind. */
export interface WrongType {
  readonly path: Path;
  readonly actual: unknown;
  /** As YAML has it, e.g. `1.30`. */
  readonly source?: string;
}

/** The path with `*` for free names and list indexes. */
const pattern = (path: Path): string =>
  path.map((part, index) => (isFree(path, part, index) ? '*' : part)).join('.');

function isFree(path: Path, part: string | number, index: number): boolean {
  return (
    typeof part === 'number' ||
    (path[0] === 'hosts' && (index === 1 || (index === 3 && path[2] === 'labels')))
  );
}

/** Better advice than the general one, by path. */
const fixes: Readonly<Record<string, (wrong: WrongType) => string>> = {
  hosts: ({ actual }) =>
    typeof actual === 'string' && actual.includes(':')
      ? 'put a space after the colon: nuc01: 192.168.0.11'
      : 'write a map of names to addresses, one line for each host, e.g. nuc01: 192.168.0.11',
  'hosts.*': ({ path }) =>
    `write ${String(path[1])}: 192.168.0.11, or a map with address, user, port, labels, taints`,
  'hosts.*.address': () => 'add the IPv4 address of the host, e.g. address: 192.168.0.11',
  'hosts.*.labels.*': ({ path, actual, source }) =>
    `write it in quotes: ${nameOf(path)}: "${isScalar(actual) ? (source ?? String(actual)) : ''}"`,
  'hosts.*.taints.*': () => 'write key=value:effect as kubectl does, e.g. gpu=only:NoSchedule',
  backend: () => 'write its type and settings on lines below it, e.g. type: pg',
  'kubernetes.version': ({ source, actual }) =>
    typeof actual === 'number'
      ? fixForNumber(source ?? String(actual))
      : 'write an exact version, e.g. version: 1.34.4',
};

const wanted: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a whole number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
  record: 'a map',
  array: 'a list',
};

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** A key to write in a fix. */
const nameOf = (path: Path): string => {
  const key = String(path.at(-1));
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : quote(key);
};

interface GeneralFix {
  readonly expected: readonly string[];
  readonly applies?: (actual: unknown) => boolean;
  readonly fix: (wrong: WrongType, name: string) => string;
}

const numbers = ['number', 'int'];
const maps = ['object', 'record'];

/** The first that applies. */
const generalFixes: readonly GeneralFix[] = [
  {
    expected: ['string'],
    applies: isScalar,
    fix: ({ source, actual }, name) => `put it in quotes: ${name}"${source ?? String(actual)}"`,
  },
  {
    expected: ['array'],
    applies: (actual) => typeof actual === 'string',
    fix: ({ actual }, name) => `write a list: ${name}[${quote(String(actual))}]`,
  },
  {
    expected: numbers,
    applies: (actual) => /^\d{1,9}$/.test(String(actual)),
    fix: ({ actual }, name) => `write ${name}${String(actual)} without quotes`,
  },
  {
    expected: ['boolean'],
    applies: (actual) => /^(yes|on|y|true)$/i.test(String(actual)),
    fix: (_, name) => `write ${name}true`,
  },
  {
    expected: ['boolean'],
    applies: (actual) => /^(no|off|n|false)$/i.test(String(actual)),
    fix: (_, name) => `write ${name}false`,
  },
  {
    expected: maps,
    applies: (actual) => typeof actual === 'string' && actual.includes(':'),
    fix: () => 'put a space after the colon, and each key on a line of its own',
  },
  {
    expected: ['object'],
    fix: ({ path }) =>
      `write its keys on lines below it, without dashes: ${allowedKeys(inventorySchema, path).join(', ')}`,
  },
];

function generalFix(expected: readonly string[], wrong: WrongType): string {
  const name = typeof wrong.path.at(-1) === 'string' ? `${nameOf(wrong.path)}: ` : '';
  const found = generalFixes.find(
    (candidate) =>
      candidate.expected.some((kind) => expected.includes(kind)) &&
      (candidate.applies?.(wrong.actual) ?? true),
  );
  return found?.fix(wrong, name) ?? `write ${kindsOf(expected)}`;
}

const kindsOf = (expected: readonly string[]): string =>
  [...new Set(expected.map((kind) => wanted[kind] ?? kind))].join(' or ');

/** A required key that is missing. */
export function missingFault(path: Path, fix: string): Fault {
  return { path, what: `${showPath(path)} is missing`, fix };
}

/** One fault in terms of YAML's kinds: text, whole number, true or false, list, map. */
export function wrongTypeFault(expected: readonly string[], wrong: WrongType): Fault {
  const { path, actual } = wrong;
  const here = pattern(path);
  const fixHere = Object.hasOwn(fixes, here) ? fixes[here]?.(wrong) : undefined;
  if (actual === undefined) return missingFault(path, fixHere ?? `add ${nameOf(path)}`);
  if (actual === null) {
    const fix = fixHere ?? 'give it a value, or remove the line';
    return { path, at: 'key', what: `${showPath(path)} has no value`, fix };
  }
  return {
    path,
    what: `${showPath(path)} ${gotInstead(expected, wrong)}`,
    fix: fixHere ?? generalFix(expected, wrong),
  };
}

function gotInstead(expected: readonly string[], { actual, source }: WrongType): string {
  const kinds = kindsOf(expected);
  if (!isScalar(actual)) return `is ${Array.isArray(actual) ? 'a list' : 'a map'}, not ${kinds}`;
  if (typeof actual === 'string') return `${quote(actual)} is not ${kinds}`;
  const written = source ?? String(actual);
  if (typeof actual === 'boolean' || !expected.includes('string')) return `${written} is not ${kinds}`;
  const number = written === String(actual) ? 'a number' : `the number ${String(actual)}`;
  return `${written} is ${number} in YAML, but ${kinds} is expected`;
}
