import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ExitCode } from '../../errors/exit-codes';
import { NuclabError } from '../../errors/nuclab-error';
import type { Inventory } from '../../inventory/types';
import { utc } from '../../text/words';
import { packageVersion } from '../../manifest/program';
import type { PlanJson } from '../../terraform';
import { tryGitCommit } from './git-commit';
import type { PlanSource } from './plan-metadata';
import { settingsWithoutStep } from './settings-without-step';
import { readStepTriggers, type StepTriggers } from './step-triggers';
import { synthesize } from './synthesize';
import { triggerPlan } from './trigger-plan';

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
  readonly signal?: AbortSignal;
  /** Folder of the compiled program. @default - that of this program */
  readonly programDirectory?: string;
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
 * What a changed inventory would make Terraform plan on a lab that is as the other one says. Needs no state, no provider
 * and no Terraform: both are synthesised from the model alone, and their triggers compared.
 *
 * @throws NuclabError `invalidInput` when they are of two labs; that of the synthesis when it fails; `interrupted` after the signal
 */
export async function compareInventories(props: CompareInventoriesProps): Promise<ComparedInventories> {
  const { inventory, inventoryPath, against, env, now = () => new Date() } = props;
  if (against !== undefined) requireSameLab(inventory, against);
  const createdAt = utc(now());
  const both = [
    against === undefined ? Promise.resolve<StepTriggers>(new Map()) : stepTriggers(props, against.path),
    stepTriggers(props, inventoryPath),
  ] as const;
  // An error is told when neither is at work any more.
  await Promise.allSettled(both);
  const [before, after] = await Promise.all(both);
  const commit = await tryGitCommit(dirname(inventoryPath), env);
  return {
    plan: triggerPlan(before, after),
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

/** Synthesised into a folder of its own, so that what is in the user's stays as it is. */
async function stepTriggers(props: CompareInventoriesProps, inventoryPath: string): Promise<StepTriggers> {
  const { inventory, env, signal, programDirectory } = props;
  const folder = mkdtempSync(join(tmpdir(), 'nuclab-compare-'));
  try {
    const { stackDirectory } = await synthesize({
      inventoryPath,
      lab: inventory.name,
      factsPath: 'none',
      env: { ...env, CDKTF_OUTDIR: folder },
      signal,
      programDirectory,
    });
    return readStepTriggers(stackDirectory);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
