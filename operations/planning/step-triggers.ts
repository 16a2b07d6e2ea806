import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Terraform's name of a step, `nuc01_base`, to its triggers. */
export type StepTriggers = ReadonlyMap<string, Readonly<Record<string, string>>>;

interface Configuration {
  readonly resource?: {
    readonly null_resource?: Readonly<
      Record<string, { readonly triggers?: Readonly<Record<string, string>> }>
    >;
  };
}

/** The steps in the cdk.tf.json of a stack folder, their triggers as Terraform reads them. */
export function readStepTriggers(stackDirectory: string): StepTriggers {
  const text = readFileSync(join(stackDirectory, 'cdk.tf.json'), 'utf8');
  const resources = (JSON.parse(text) as Configuration).resource?.null_resource ?? {};
  return new Map(
    Object.entries(resources).map(([name, { triggers = {} }]) => [
      name,
      Object.fromEntries(Object.entries(triggers).map(([trigger, value]) => [trigger, unescaped(value)])),
    ]),
  );
}

/** `$${` and `%%{` stand for `${` and `%{`, which would begin an expression. */
function unescaped(value: string): string {
  return value.replace(/([$%])\1\{/g, '$1{');
}
