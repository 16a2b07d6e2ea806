import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { loadInventory } from '../inventory/load';
import type { Inventory } from '../inventory/types';
import { compareInventories } from '../plans/making';
import { buildReport, type PlanReport } from '../plans/reporting';

export interface ComparisonOptions {
  /** A file, or `none`. */
  readonly against: string;
  readonly facts?: string;
  readonly out?: string;
}

export interface ComparisonProps {
  readonly inventoryPath: string;
  readonly inventory: Inventory;
  readonly against: string;
}

/** `nuclab plan --against`: what the change from one inventory to the other does, without state, hosts and Terraform. */
export async function comparisonReport(props: ComparisonProps): Promise<PlanReport> {
  const { inventoryPath, inventory, against } = props;
  const compared = await compareInventories({
    inventoryPath,
    inventory,
    against: against === 'none' ? undefined : { path: against, inventory: loadInventory(against) },
    env: process.env,
  });
  return buildReport({ inventory, ...compared });
}

/** @throws NuclabError `invalidInput` when a comparison is asked for together with what only a plan can have */
export function requireComparable({ facts, out }: ComparisonOptions): void {
  if ((facts ?? process.env.NUCLAB_FACTS) !== 'none') {
    throw refusal('--against compares inventories, and no host is checked for it', 'add --facts none');
  }
  if (out !== undefined) {
    throw refusal(
      '--against and --out were both given, but a comparison of inventories cannot be applied and is not saved',
      'leave one of them out',
    );
  }
}

function refusal(what: string, fix: string): NuclabError {
  return new NuclabError({ what, fix, exitCode: ExitCode.invalidInput });
}
