import { dirname, resolve } from 'node:path';
import { major, minor } from 'semver';
import type { Inventory } from '../../inventory/types';
import { ExitCode } from '../../errors/exit-codes';
import { NuclabError } from '../../errors/nuclab-error';
import { stepId } from '../../phases/step-address';
import { gatherFacts, readFacts, type LabFacts } from '../../facts';
import { packageVersion } from '../../manifest/program';
import { readSavedPlan, synthesize, type PlanMetadata, type SavedPlan } from '../making';
import { buildReport } from '../reporting';
import type { PlanReport } from '../reporting';
import type { Connect } from '../../ssh';
import { readManifest } from '../../manifest/manifest-file';
import { Terraform, type PlanJson, type TerraformVersion } from '../../terraform';
import { applySteps, type ApplyStep } from './apply-step';
import { readStackFile } from '../making/stack-file';
import { hostChanges } from './stale-facts';
import { StalePlanError } from './stale-plan-error';
import { synthesisChanges } from './stale-synthesis';

export interface CheckPlanProps {
  readonly inventoryPath: string;
  readonly inventory: Inventory;
  /** Folder of the saved plan. */
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Told what is done, and warnings of Terraform's. */
  readonly say: (line: string) => void;
  /** Folder of the compiled program. @default - that of this program */
  readonly programDirectory?: string;
  /** @default - over SSH */
  readonly connect?: Connect;
}

/** A saved plan of which everything it was made from is still so. */
export interface CheckedPlan {
  readonly saved: SavedPlan;
  /** Terraform's plan file, absolute: Terraform runs in the stack folder. */
  readonly planPath: string;
  readonly steps: readonly ApplyStep[];
  readonly report: PlanReport;
  readonly terraform: Terraform;
}

/**
 * Reads a saved plan and compares what it was made from with what is: program, inventory, hosts. Whether the state is still
 * the same, Terraform says when it applies.
 *
 * @throws NuclabError `invalidInput` when there is no plan that can be applied here, or it is stale
 */
export async function checkPlan(props: CheckPlanProps): Promise<CheckedPlan> {
  const { inventory, inventoryPath, env, signal, say, programDirectory } = props;
  const saved = readSavedPlan(props.directory);
  const { metadata, factsPath } = saved;
  requireSameLab(saved, inventory.name);
  requireSameNuclab(saved, packageVersion());
  const facts = metadata.facts === 'none' ? undefined : readFacts(factsPath);
  const synthesis = await synthesize({
    inventoryPath,
    lab: inventory.name,
    factsPath,
    env,
    signal,
    programDirectory,
  });
  const directory = synthesis.stackDirectory;
  const terraform = new Terraform({ directory, env, signal, onLine: say });
  requireSameTerraform(saved, await terraform.version());
  const planPath = resolve(saved.planPath);
  const plan = await terraform.showPlan(planPath);
  const stack = readStackFile(directory);
  if (synthesis.sha256 !== metadata.synthesisSha256) {
    throw new StalePlanError('the inventory or nuclab', synthesisChanges(plan, stack));
  }
  const report = buildReport({ inventory, facts, plan, metadata });
  const adopted = new Set(
    report.steps.filter(({ happens }) => happens === 'adopted').map(({ host, phase }) => stepId(host, phase)),
  );
  const order = readManifest(directory).steps.map(({ id }) => id);
  const steps = applySteps({ plan, stack, order, isInPlace: (id) => adopted.has(id) });
  if (facts !== undefined && changesAnything(plan)) await requireSameHosts(facts, steps, props);
  return { saved, planPath, steps, report, terraform };
}

async function requireSameHosts(
  facts: LabFacts,
  steps: readonly ApplyStep[],
  { inventory, inventoryPath, env, signal, say, connect }: CheckPlanProps,
): Promise<void> {
  const count = inventory.hosts.length;
  say(`checking ${count} ${count === 1 ? 'host' : 'hosts'}`);
  const labDirectory = dirname(resolve(inventoryPath));
  const now = await gatherFacts({ inventory, labDirectory, env, signal, connect });
  const changes = hostChanges(facts, now, new Set(steps.map(({ host }) => host)));
  if (changes.length > 0) throw new StalePlanError('the hosts', changes);
}

function changesAnything(plan: PlanJson): boolean {
  return (plan.resource_changes ?? []).some(({ change }) => change.actions.join() !== 'no-op');
}

function requireSameLab({ directory, metadata }: SavedPlan, lab: string): void {
  if (metadata.lab === lab) return;
  throw other(
    directory,
    `the saved plan is for lab ${metadata.lab}, the inventory is for lab ${lab}`,
    'name the inventory of that lab with --inventory, or plan again',
  );
}

function requireSameNuclab({ directory, metadata }: SavedPlan, version: string): void {
  if (metadata.nuclab === version) return;
  throw other(directory, `the saved plan was made by nuclab ${metadata.nuclab}, this is nuclab ${version}`);
}

/** A plan file is meant for the program that wrote it; patch versions read each other's. */
function requireSameTerraform({ directory, metadata }: SavedPlan, here: TerraformVersion): void {
  const there = metadata.terraform;
  const sameSeries =
    major(there.version) === major(here.version) && minor(there.version) === minor(here.version);
  if (there.product === here.product && sameSeries) return;
  throw other(
    directory,
    `the saved plan was made by ${named(there)}, this is ${named(here)}`,
    `apply it with ${named(there)} (TERRAFORM_BINARY_NAME names the program), or plan again`,
  );
}

function named({ product, version }: PlanMetadata['terraform']): string {
  return `${product === 'opentofu' ? 'OpenTofu' : 'Terraform'} ${version}`;
}

function other(
  where: string,
  what: string,
  fix = 'run `nuclab plan` again, review it and apply that plan',
): NuclabError {
  return new NuclabError({ where, what, fix, exitCode: ExitCode.invalidInput });
}
