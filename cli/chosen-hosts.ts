import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { tryNearest } from '../inventory/nearest';
import type { Host, Inventory } from '../inventory/types';

/**
 * The hosts a command was given by name, in the order of the inventory; all when it was given none.
 *
 * @throws NuclabError `invalidInput` when one is not in the inventory
 */
export function chosenHosts(inventory: Inventory, names: readonly string[]): readonly Host[] {
  if (names.length === 0) return inventory.hosts;
  const known = inventory.hosts.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return inventory.hosts.filter(({ name }) => names.includes(name));
  const nearest = tryNearest(unknown, known);
  throw new NuclabError({
    what: `host "${unknown}" is not in the inventory`,
    fix: nearest === undefined ? `name one of ${known.join(', ')}` : `write ${nearest}`,
    exitCode: ExitCode.invalidInput,
  });
}
