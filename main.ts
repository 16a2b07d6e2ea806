import { join } from 'node:path';
import { Step } from './constructs/step';
import { synthesizeTerraform } from './engines/terraform';
import { loadInventory } from './inventory/load';
import { NuclabError } from './operations/nuclab-error';
import { writeManifest } from './operations/steps/manifest-file';
import { StepDigests, buildManifest, stackPaths } from './operations/synthesis';
import { KubernetesStack } from './stacks/kubernetes-stack';

/** Inventory -> constructs -> Terraform JSON, with the runner's manifest beside it. */
function main(): void {
  const inventoryPath = process.env['NUCLAB_INVENTORY'] ?? 'lab.yaml';
  const outdir = process.env['CDKTF_OUTDIR'] ?? 'cdktf.out';
  const inventory = loadInventory(inventoryPath);
  const paths = stackPaths(inventory.name, inventoryPath, outdir, __dirname);
  const digests = new StepDigests(join(__dirname, '..', 'assets'));
  const steps: Step[] = [];
  synthesizeTerraform({ ...paths, stack: inventory.name, outdir, ...digests }, (scope) => {
    const stack = new KubernetesStack(scope, 'Kubernetes', { inventory });
    steps.push(...stack.node.findAll().filter(Step.isStep));
    return stack;
  });
  writeManifest(paths.stackDirectory, buildManifest(inventory, steps, paths.labDirectory, digests));
}

try {
  main();
} catch (error) {
  if (!(error instanceof NuclabError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
