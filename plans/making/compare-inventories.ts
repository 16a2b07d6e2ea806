import { dirname } from 'node:path';
import { ExitCode } from '../../errors/exit-codes';
import { NuclabError } from '../../errors/nuclab-error';
import type { Inventory } from '../../inventory/types';
import { StepDigests } from '../../manifest/build-manifest';
import { assetsDirectory, packageVersion } from '../../manifest/program';
import { plannedStepsOfLab } from '../../stacks/steps-of-lab';
import { utc } from '../../text/words';
import type { PlanJson } from '../../terraform';
import { tryGitCommit } from './git-commit';
import type { PlanSource } from './plan-metadata';
import { settingsWithoutStep } from './settings-without-step';
import { triggerPlan, type StepTriggers } from './trigger-plan';

export interface NamedInventory {
  readonly path: string;
  readonly inventory: Inventory;
}

export interface CompareInventoriesProps {
  readonly inventoryPath: string;
  readonly inventory: Inventory;
  /** What is taken to be deployed. @default - an empty lab: every step is new */
  readonly against?: NamedInventory;
  readonly env: NodeJS.ProcessEnv;
  /** @default - the clock */
  readonly now?: () => Date;
}

/** Two inventories of a lab beside each other. */
export interface Comparison {
  /** The other inventory's file, as it was named. @default - an empty lab */
  readonly against?: string;
  /** Settings that differ without a step for them: `ssh.bastion`, `backend`. */
  readonly withoutStep: readonly string[];
}

export interface ComparedInventories {
  readonly plan: PlanJson;
  readonly metadata: PlanSource;
  readonly comparison: Comparison;
}

/**
 * What a changed inventory would make Terraform plan on a lab that is as the other one says. Needs no state, no provider,
 * no Terraform and no folder: the steps of both are compared by their triggers, from the model alone.
 *
 * @throws NuclabError `invalidInput` when they are of two labs
 */
export async function compareInventories(props: CompareInventoriesProps): Promise<ComparedInventories> {
  const { inventory, inventoryPath, against, env, now = () => new Date() } = props;
  if (against !== undefined) requireSameLab(inventory, against);
  const createdAt = utc(now());
  const digests = new StepDigests(assetsDirectory());
  const before = against === undefined ? new Map() : stepTriggers(against.inventory, digests);
  const commit = await tryGitCommit(dirname(inventoryPath), env);
  return {
    plan: triggerPlan(before, stepTriggers(inventory, digests)),
    metadata: {
      lab: inventory.name,
      createdAt,
      nuclab: packageVersion(),
      ...(commit === undefined ? {} : { commit }),
      facts: 'none',
    },
    comparison:
      against === undefined
        ? { withoutStep: [] }
        : { against: against.path, withoutStep: settingsWithoutStep(against.inventory, inventory) },
  };
}

function stepTriggers(inventory: Inventory, { scriptSha256 }: StepDigests): StepTriggers {
  const planned = plannedStepsOfLab(inventory, { scriptSha256, reason: () => undefined });
  return new Map(planned.map(({ address, triggers }) => [address, triggers]));
}

function requireSameLab(inventory: Inventory, against: NamedInventory): void {
  if (against.inventory.name === inventory.name) return;
  throw new NuclabError({
    where: against.path,
    what: `is of lab ${against.inventory.name}, the inventory is of lab ${inventory.name}`,
    fix: 'compare two inventories of the same lab, or give both the same name',
    exitCode: ExitCode.invalidInput,
  });
}
