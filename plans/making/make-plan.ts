import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Inventory } from '../../inventory/types';
import { factsText, type LabFacts } from '../../facts';
import { utc } from '../../text/words';
import { packageVersion } from '../../manifest/program';
import { Terraform, type PlanJson } from '../../terraform';
import { tryGitCommit } from './git-commit';
import { PlanFolder } from './plan-folder';
import type { PlanMetadata } from './plan-metadata';
import { planFiles, savedPlan, sha256Of, type SavedPlan } from './saved-plan';
import { synthesize } from './synthesize';

/** Somebody else's plan takes a second or two; an apply is not worth waiting for. */
const lockTimeoutSeconds = 10;

export interface MakePlanProps {
  readonly inventoryPath: string;
  readonly inventory: Inventory;
  /** What a check of the hosts found; undefined: planned from the model alone. */
  readonly facts: LabFacts | undefined;
  /** Folder of the saved plan, written whole or not at all. */
  readonly outDirectory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Told warnings of Terraform and what it waits for. @default - nobody is told */
  readonly onLine?: (line: string) => void;
  /** The text of report.json. @default - the saved plan has no report */
  readonly report?: (plan: PlanJson, metadata: PlanMetadata) => string;
  /** Folder of the compiled program. @default - that of this program */
  readonly programDirectory?: string;
  /** @default - the clock */
  readonly now?: () => Date;
}

export interface MadePlan {
  readonly saved: SavedPlan;
  readonly json: PlanJson;
  /** Whether applying it would do anything. */
  readonly changes: boolean;
}

/**
 * Inventory and facts to a saved plan of Terraform.
 *
 * @throws NuclabError when the synthesis or Terraform fails, or the folder holds something else; `interrupted` after the signal
 */
export async function makePlan(props: MakePlanProps): Promise<MadePlan> {
  const folder = new PlanFolder(props.outDirectory);
  try {
    const made = await planInto(folder, props);
    folder.keep();
    return { ...made, saved: savedPlan(props.outDirectory, made.metadata) };
  } catch (error) {
    folder.discard();
    throw error;
  }
}

async function planInto(
  folder: PlanFolder,
  props: MakePlanProps,
): Promise<{ readonly metadata: PlanMetadata; readonly json: PlanJson; readonly changes: boolean }> {
  const { inventory, inventoryPath, facts, env, signal, onLine, programDirectory } = props;
  const createdAt = utc((props.now ?? (() => new Date()))());
  const savedFacts = facts === undefined ? undefined : factsText(facts);
  if (savedFacts !== undefined) folder.write(planFiles.facts, savedFacts);
  const factsPath = savedFacts === undefined ? 'none' : folder.path(planFiles.facts);
  const lab = inventory.name;
  const synthesis = await synthesize({ inventoryPath, lab, factsPath, env, signal, programDirectory });
  const terraform = new Terraform({ directory: synthesis.stackDirectory, env, signal, onLine });
  const planPath = folder.path(planFiles.terraform);
  const { changes } = await terraform.plan({ out: planPath, lockTimeoutSeconds });
  const json = await terraform.showPlan(planPath);
  const commit = await tryGitCommit(dirname(inventoryPath), env);
  const metadata: PlanMetadata = {
    schemaVersion: 1,
    lab,
    createdAt,
    nuclab: packageVersion(),
    terraform: await terraform.version(),
    ...(commit === undefined ? {} : { commit }),
    synthesisSha256: synthesis.sha256,
    planSha256: sha256Of(readFileSync(planPath)),
    facts:
      facts === undefined || savedFacts === undefined
        ? 'none'
        : { observedAt: facts.observedAt, sha256: sha256Of(savedFacts) },
  };
  folder.write(planFiles.metadata, `${JSON.stringify(metadata, null, 1)}\n`);
  if (props.report !== undefined) folder.write(planFiles.report, props.report(json, metadata));
  return { metadata, json, changes };
}
