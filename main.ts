import { join } from 'node:path';
import { synthesizeTerraform } from './engines/terraform';
import { NuclabError } from './errors/nuclab-error';
import { loadInventory } from './inventory/load';
import type { Inventory } from './inventory/types';
import { factsFromEnvironment } from './facts/facts-from-environment';
import type { LabFacts } from './facts/lab-facts';
import { StepReasons } from './facts/reasons';
import { writeManifest } from './manifest/manifest-file';
import { StepDigests, buildManifest } from './manifest/build-manifest';
import { stackPaths } from './manifest/stack-paths';
import { KubernetesStack } from './stacks/kubernetes-stack';
import { stepsOfLab } from './stacks/steps-of-lab';

export interface SynthesizeProps {
  readonly inventory: Inventory;
  readonly inventoryPath: string;
  /** What a check of the hosts found. @default - none: the plan comes from the model alone */
  readonly facts?: LabFacts;
  /** Receives `stacks/<lab>/cdk.tf.json` and, for the runner, `steps.json` beside it. */
  readonly outdir: string;
  /** Folder of the compiled program. */
  readonly programDirectory: string;
  readonly assetsDirectory: string;
}

/** Inventory and facts -> constructs -> Terraform JSON; the same of both give the same bytes. */
export function synthesize(props: SynthesizeProps): void {
  const { inventory, facts } = props;
  const paths = stackPaths(inventory, props.inventoryPath, props.outdir, props.programDirectory);
  const digests = new StepDigests(props.assetsDirectory);
  const { text: reason } = new StepReasons({ facts, ...digests });
  const engine = { ...paths, ...digests, reason, stack: inventory.name, outdir: props.outdir };
  synthesizeTerraform(engine, (scope) => new KubernetesStack(scope, 'Kubernetes', { inventory }));
  const steps = stepsOfLab(inventory).map(({ step }) => step);
  writeManifest(paths.stackDirectory, buildManifest(inventory, steps, paths.labDirectory, digests, reason));
}

async function main(): Promise<void> {
  const inventoryPath = process.env['NUCLAB_INVENTORY'] ?? 'lab.yaml';
  const outdir = process.env['CDKTF_OUTDIR'] ?? 'cdktf.out';
  const inventory = loadInventory(inventoryPath);
  const facts = await factsFromEnvironment({ inventory, inventoryPath, env: process.env });
  const assetsDirectory = join(__dirname, '..', 'assets');
  synthesize({ inventory, inventoryPath, facts, outdir, programDirectory: __dirname, assetsDirectory });
}

if (require.main === module) {
  main().catch((error: unknown) => {
    if (!(error instanceof NuclabError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  });
}
