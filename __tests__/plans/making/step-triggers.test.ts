import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStepTriggers } from '../../../plans/making/step-triggers';

const synthesised = join(__dirname, '..', '..', 'stacks', 'golden', 'three-nucs.tf.json');

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'nuclab-triggers-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('reads the triggers of every step that was synthesised', () => {
  copyFileSync(synthesised, join(directory, 'cdk.tf.json'));
  const steps = readStepTriggers(directory);
  expect([...steps.keys()]).toEqual(expect.arrayContaining(['nuc01_control-plane', 'nuc03_membership']));
  expect(steps.get('nuc02_worker')).toMatchObject({ host: 'nuc02', api_endpoint: '192.168.0.11:6443' });
});

test('an escaped expression is read as Terraform reads it', () => {
  const triggers = { label: 'a$${b} %%{c} $d' };
  const resource = { null_resource: { nuc01_nodes: { triggers } } };
  writeFileSync(join(directory, 'cdk.tf.json'), JSON.stringify({ resource }));
  expect(readStepTriggers(directory).get('nuc01_nodes')).toEqual({ label: 'a${b} %{c} $d' });
});

test('triggers are all that makes Terraform plan a step, so that comparing them is exact', () => {
  const { resource, data } = JSON.parse(readFileSync(synthesised, 'utf8')) as {
    readonly resource: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
    readonly data?: unknown;
  };
  expect(Object.keys(resource)).toEqual(['null_resource']);
  expect(data).toBeUndefined();
  for (const step of Object.values(resource['null_resource'] ?? {})) {
    const known = ['//', 'depends_on', 'lifecycle', 'provisioner', 'triggers'];
    expect(known).toEqual(expect.arrayContaining(Object.keys(step)));
    expect(step['lifecycle'] ?? { ignore_changes: ['triggers["reason"]'] }).toEqual({
      ignore_changes: ['triggers["reason"]'],
    });
  }
});
