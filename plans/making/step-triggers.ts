import { parseResourceAddress, stepResourceType } from '../../phases/step-address';
import { readStackFile } from './stack-file';

/** Terraform's name of a step, `nuc01_base`, to its triggers. */
export type StepTriggers = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** The steps in the cdk.tf.json of a stack folder, their triggers as Terraform reads them. */
export function readStepTriggers(stackDirectory: string): StepTriggers {
  return new Map(
    readStackFile(stackDirectory).flatMap(({ address, triggers }) => {
      const { type, name } = parseResourceAddress(address);
      return type === stepResourceType ? [[name, triggers] as const] : [];
    }),
  );
}
