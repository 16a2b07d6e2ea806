import { join } from 'node:path';
import { Step } from './constructs/step';
import { synthesizeTerraform } from './engines/terraform';
import { loadInventory } from './inventory/load';
import { NuclabError } from './errors/nuclab-error';
import { writeManifest } from './operations/steps/manifest-file';
import { StepDigests, buildManifest, stackPaths } from './operations/synthesis';
import { KubernetesStack } from './stacks/kubernetes-stack';

export interface SynthesizeProps {
  readonly inventoryPath: string;
  /** Receives `stacks/<lab>/cdk.tf.json` and, for the runner, `steps.json` beside it. */
  readonly outdir: string;
  /** Folder of the compiled program. */
  readonly programDirectory: string;
  readonly assetsDirectory: string;
}

/** Inventory -> constructs -> Terraform JSON. */
export function synthesize(props: SynthesizeProps): void {
  const inventory = loadInventory(props.inventoryPath);
  const paths = stackPaths(inventory.name, props.inventoryPath, props.outdir, props.programDirectory);
  const digests = new StepDigests(props.assetsDirectory);
  const steps: Step[] = [];
  synthesizeTerraform({ ...paths, ...digests, stack: inventory.name, outdir: props.outdir }, (scope) => {
    const stack = new KubernetesStack(scope, 'Kubernetes', { inventory });
    steps.push(...stack.node.findAll().filter(Step.isStep));
    return stack;
  });
  writeManifest(paths.stackDirectory, buildManifest(inventory, steps, paths.labDirectory, digests));
}

if (require.main === module) {
  try {
    synthesize({
      inventoryPath: process.env['NUCLAB_INVENTORY'] ?? 'lab.yaml',
      outdir: process.env['CDKTF_OUTDIR'] ?? 'cdktf.out',
      programDirectory: __dirname,
      assetsDirectory: join(__dirname, '..', 'assets'),
    });
  } catch (error) {
    if (!(error instanceof NuclabError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}
