import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One resource whose work is done by the stub of the runner. */
export interface StubStep {
  /** Ids of the steps it waits for. @default - none */
  readonly after?: readonly string[];
  readonly reason?: string;
  /** Milliseconds of silence, or a file in the stack folder that is waited for, then what the runner says after `<host> <phase>: `. */
  readonly says?: readonly (readonly [pause: number | string, text: string])[];
  /** How it ends badly. @default - it ends well */
  readonly fails?: { readonly what: string; readonly fix: string; readonly code: number };
}

export const stubProgram = join(__dirname, 'stub-program');

export const addressOf = (id: string): string => id.replace('/', '_');

/**
 * A stack folder as nuclab synthesises it, but for the type of the resources: terraform_data is built into Terraform, so
 * that nothing has to be downloaded.
 */
export function writeStack(directory: string, steps: Readonly<Record<string, StubStep>>): void {
  const resources = Object.entries(steps).map(([id, step]) => [addressOf(id), resource(id, step)]);
  const stack = { resource: { terraform_data: Object.fromEntries(resources) as unknown } };
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'cdk.tf.json'), JSON.stringify(stack, null, 2));
  writeScenario(directory, steps);
}

/** Other behaviour of the runner for the same resources: no change for Terraform. */
export function writeScenario(directory: string, steps: Readonly<Record<string, StubStep>>): void {
  const behaviour = Object.entries(steps).map(([id, { says = [], fails }]) => [id, { says, fails }]);
  writeFileSync(join(directory, 'scenario.json'), JSON.stringify(Object.fromEntries(behaviour)));
}

function resource(id: string, step: StubStep): Readonly<Record<string, unknown>> {
  const leaves = id.endsWith('/membership');
  const provisioner = {
    interpreter: ['node', join(stubProgram, 'runner', 'main.js'), leaves ? 'destroy' : 'apply'],
    command: id,
    ...(leaves ? { when: 'destroy' } : {}),
  };
  return {
    depends_on: (step.after ?? []).map((each) => `terraform_data.${addressOf(each)}`),
    triggers_replace: { host: id.split('/')[0], reason: step.reason ?? 'first install' },
    provisioner: [{ 'local-exec': provisioner }],
  };
}
