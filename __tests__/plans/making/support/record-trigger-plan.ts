/**
 * Records what Terraform itself plans between two sets of steps into ../terraform/trigger-plan.json:
 *
 *   node -r ./__tests__/support/ts-register.js __tests__/plans/making/support/record-trigger-plan.ts
 *
 * The first set is put into a state by hand, as if it had been applied. It needs Terraform and a way to the null provider.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlanJson } from '../../../../terraform';
import { stepsAfter, stepsBefore, type Steps } from './trigger-sets';

const work = mkdtempSync(join(tmpdir(), 'nuclab-record-'));
const provider = 'provider["registry.terraform.io/hashicorp/null"]';

function configuration(steps: Steps): object {
  const ignored = { lifecycle: { ignore_changes: ['triggers["reason"]'] } };
  const resources = Object.entries(steps).map(([name, triggers]) => [name, { triggers, ...ignored }]);
  return { provider: { null: [{}] }, resource: { null_resource: Object.fromEntries(resources) } };
}

function state(steps: Steps): object {
  const resources = Object.entries(steps).map(([name, triggers], place) => ({
    mode: 'managed',
    type: 'null_resource',
    name,
    provider,
    instances: [{ schema_version: 0, attributes: { id: String(place), triggers } }],
  }));
  const lineage = '6a1c4f0e-0f6f-4c1e-9d3b-5b8f4c1c2b7a';
  return { version: 4, terraform_version: '1.9.0', serial: 1, lineage, outputs: {}, resources };
}

function terraform(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('terraform', args, { cwd: work, encoding: 'utf8' });
  if (status !== 0) throw new Error(`terraform ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

writeFileSync(join(work, 'main.tf.json'), JSON.stringify(configuration(stepsAfter)));
writeFileSync(join(work, 'terraform.tfstate'), JSON.stringify(state(stepsBefore)));
terraform('init', '-input=false');
terraform('plan', '-input=false', '-out=saved.plan');
const { resource_changes = [] } = JSON.parse(terraform('show', '-json', 'saved.plan')) as PlanJson;
const triggersOnly = (values: { readonly triggers?: unknown } | null | undefined): object | null =>
  values === null || values === undefined ? null : { triggers: values.triggers };
const read = resource_changes.map(({ address, mode, type, name, change, action_reason }) => ({
  address,
  mode,
  type,
  name,
  change: {
    actions: change.actions,
    before: triggersOnly(change.before),
    after: triggersOnly(change.after),
  },
  ...(action_reason === undefined ? {} : { action_reason }),
}));
writeFileSync(join(__dirname, '..', 'terraform', 'trigger-plan.json'), `${JSON.stringify(read, null, 2)}\n`);
rmSync(work, { recursive: true });
