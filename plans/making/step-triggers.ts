import { readStackFile } from './stack-file';

/** Terraform's name of a step, `nuc01_base`, to its triggers. */
export type StepTriggers = ReadonlyMap<string, Readonly<Record<string, string>>>;

const stepType = 'null_resource.';

/** The steps in the cdk.tf.json of a stack folder, their triggers as Terraform reads them. */
export function readStepTriggers(stackDirectory: string): StepTriggers {
  const steps = readStackFile(stackDirectory).filter(({ address }) => address.startsWith(stepType));
  return new Map(steps.map(({ address, triggers }) => [address.slice(stepType.length), triggers]));
}
