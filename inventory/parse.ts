import { withDefaults } from './defaults';
import { deepFreeze } from './freeze';
import { InventoryError } from './inventory-error';
import { issueFaults } from './issues/issues';
import { Fault, Path, Problem, showPath } from './problem';
import { Draft } from './rules/draft';
import { sameNameRule } from './rules/hosts';
import { rules } from './rules/index';
import { keyRule } from './rules/keys';
import { inventorySchema } from './schema/inventory-schema';
import { isSection } from './schema/walk';
import { singleLine } from '../text/single-line';
import { Inventory } from './types';
import { readYaml } from './yaml/document';
import { SourcePositions } from './yaml/source-positions';

const longestText = 1000;

/**
 * The inventory that a text describes: checked, defaulted, frozen. Pure.
 *
 * @param text YAML 1.2, at most 128 KiB; see docs/inventory.md
 * @param file the name to use in messages
 * @throws InventoryError with every problem found; no other error
 */
export function parseInventory(text: string, file: string): Inventory {
  const unreadable = tryUnreadable(text);
  if (unreadable !== undefined) throw fail([unreadable], new SourcePositions(text), file);
  const document = readYaml(text.replace(/^\ufeff/, ''));
  if (!document.isYaml) throw fail(document.faults, document.positions, file);
  const value = withoutEmptySections(document.value, []);
  const notAMap = tryNotAMap(value);
  if (notAMap !== undefined) throw fail([...document.faults, notAMap], document.positions, file);

  const checked = inventorySchema.safeParse(value);
  const issues = checked.success ? [] : issueFaults(checked.error.issues, value, document.positions);
  const keys = [sameNameRule, keyRule].flatMap((rule) => rule(new Draft(value, [])));
  const faults = [...document.faults, ...issues, ...keys];
  const draft = new Draft(value, faults);
  faults.push(...rules.flatMap((rule) => rule(draft)));
  if (!checked.success || faults.length > 0) throw fail(faults, document.positions, file);
  return deepFreeze(withDefaults(checked.data));
}

function tryUnreadable(text: string): Fault | undefined {
  const control = /[^\P{Cc}\t\n\r]/u.exec(text);
  if (control !== null) {
    const what = 'the file contains control characters, so it is not a text file';
    return {
      path: [],
      offset: control.index,
      what,
      fix: 'give the name of the inventory, a text file such as lab.yaml',
    };
  }
  const isEmpty = text.split('\n').every((line) => /^\s*(#|$)|^---\s*$/.test(line));
  const fix = 'write at least hosts, or run `nuclab init` to create a first file';
  return isEmpty ? { path: [], what: 'the inventory is empty', fix } : undefined;
}

function tryNotAMap(value: unknown): Fault | undefined {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return undefined;
  const kind = Array.isArray(value) ? 'a list' : 'a single value';
  const fix = 'write keys with a colon and a space, at least hosts, as docs/inventory.md shows';
  return { path: [], what: `the inventory is ${kind} instead of a map`, fix };
}

/** `ssh:` followed only by comments means the same as no `ssh:`. */
function withoutEmptySections(value: unknown, path: Path): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value)
    .filter(
      ([key, inner]) => inner !== null || key === 'hosts' || !isSection(inventorySchema, [...path, key]),
    )
    .map(([key, inner]) => [key, withoutEmptySections(inner, [...path, key])]);
  return Object.fromEntries(entries);
}

/** The error for these faults, in the order of the file; of several faults at one place the first counts. */
function fail(faults: readonly Fault[], positions: SourcePositions, file: string): InventoryError {
  const problems = faults.map((fault): Problem => {
    const { line, column } = positions.lineAndColumn(fault.offset ?? positions.offset(fault.path, fault.at));
    // A fix may repeat a key of the file, and a key may be anything.
    const [what, fix] = [singleLine(fault.what, longestText), singleLine(fault.fix, longestText)];
    return { file, line, column, path: showPath(fault.path), what, fix };
  });
  const seen = new Set<string>();
  const [first, ...others] = problems
    .filter(({ line, column, path }) => {
      const place = `${line}:${column}:${path}`;
      const isNew = !seen.has(place);
      seen.add(place);
      return isNew;
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
  if (first === undefined) throw new TypeError('an inventory was refused without a problem');
  return new InventoryError([first, ...others]);
}
