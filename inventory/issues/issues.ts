import { z } from 'zod';
import { tryNearest } from '../nearest';
import { Fault, Path, quote, showPath } from '../problem';
import { TextFault } from '../schema/text';
import { SourcePositions } from '../yaml/source-positions';
import { backendTypeFault } from './backend-type';
import { unknownKeyFaults } from './unknown-keys';
import { missingFault, wrongTypeFault } from './wrong-type';

type Issue = z.core.$ZodIssue;

/** What the schema found, in our words. */
export function issueFaults(issues: readonly Issue[], value: unknown, positions: SourcePositions): Fault[] {
  const valueAt = (path: Path): unknown =>
    path.reduce<unknown>(
      (here, part) => (here as Record<string | number, unknown> | undefined)?.[part],
      value,
    );
  const wrongType = (expected: readonly string[], path: Path): Fault =>
    wrongTypeFault(expected, { path, actual: valueAt(path), source: positions.tryGet(path)?.source });

  const translate = (issue: Issue, prefix: Path): Fault[] => {
    const path = [...prefix, ...(issue.path as (string | number)[])];
    const shown = `${showPath(path)} ${show(valueAt(path), positions.tryGet(path)?.source)}`;
    switch (issue.code) {
      case 'unrecognized_keys':
        return unknownKeyFaults(path, issue.keys, value);
      case 'invalid_type':
        return [wrongType([issue.expected], path)];
      case 'invalid_union':
        if ('discriminator' in issue) return [backendTypeFault(path, valueAt(path))];
        return unionFaults(issue.errors, path);
      case 'invalid_value':
        return [choiceFault(issue.values.map(String), path)];
      case 'custom': {
        const fault = issue.params as unknown as TextFault;
        return [{ path, what: `${shown} ${fault.what}`, fix: fault.fix }];
      }
      case 'too_small':
      case 'too_big':
        return [sizeFault(issue.origin, path, shown)];
      default:
        return [{ path, what: `${shown} is not accepted`, fix: 'compare it with docs/inventory.md' }];
    }
  };
  const unionFaults = (options: readonly (readonly Issue[])[], path: Path): Fault[] => {
    const isOther = (issue: Issue): boolean => issue.code === 'invalid_type' && issue.path.length === 0;
    const meant = options.find((issues) => !issues.some(isOther));
    if (meant !== undefined) return meant.flatMap((issue) => translate(issue, path));
    const kinds = options.flat().flatMap((issue) => (issue.code === 'invalid_type' ? [issue.expected] : []));
    return [wrongType(kinds, path)];
  };
  const choiceFault = (choices: readonly string[], path: Path): Fault => {
    const actual = valueAt(path);
    if (actual === undefined)
      return missingFault(path, `add ${String(path.at(-1))}: ${choices.join(' or ')}`);
    if (actual === null) return wrongType(['string'], path);
    const nearest = tryNearest(String(actual), choices);
    const what = `${showPath(path)} ${show(actual)} is not one of ${choices.join(', ')}`;
    const fix = nearest ?? (choices.length === 1 ? choices[0] : undefined);
    return { path, what, fix: fix === undefined ? `write ${choices.join(' or ')}` : `write ${fix}` };
  };
  const faults = issues.flatMap((issue) => translate(issue, []));
  return withoutMeant(faults, ({ path }) => valueAt(path) === undefined);
}

/** A missing key needs no message when a misspelled one is there instead. */
function withoutMeant(faults: readonly Fault[], isMissing: (fault: Fault) => boolean): Fault[] {
  const meant = new Set(
    faults.flatMap(({ path, meant: key }) =>
      key === undefined ? [] : [showPath([...path.slice(0, -1), key])],
    ),
  );
  return faults.filter((fault) => !(isMissing(fault) && meant.has(showPath(fault.path))));
}

function sizeFault(origin: string, path: Path, shown: string): Fault {
  if (origin === 'array') {
    const what = `${showPath(path)} is an empty list`;
    return { path, what, fix: 'add an item, or remove the line' };
  }
  return {
    path,
    what: `${shown} is not a port: ports are 1 to 65535`,
    fix: 'write the port that sshd listens on, usually 22',
  };
}

function show(value: unknown, source?: string): string {
  if (typeof value === 'string') return quote(value);
  return source ?? String(JSON.stringify(value));
}
