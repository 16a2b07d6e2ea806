import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RootConstruct } from 'constructs';
import { planSteps } from '../../constructs/planned-step';
import { loadInventory } from '../../inventory/load';
import { parseInventory } from '../../inventory/parse';
import type { Inventory } from '../../inventory/types';
import { synthesize } from '../../main';
import { scriptBundle } from '../../manifest/script-bundle';
import { KubernetesStack } from '../../stacks/kubernetes-stack';
import { engineProps } from '../support/tiny-lab';

const repository = resolve(__dirname, '..', '..');
const examples = join(repository, 'examples');
const exampleNames = readdirSync(examples).filter((name) => name.endsWith('.yaml'));
const golden = join(__dirname, 'golden', 'three-nucs.tf.json');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nuclab-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Synthesises an example as if a whole checkout lay in a folder of its own. @returns the stack folder's files */
function synthesizeExample(name: string, checkout: string): Record<string, string> {
  const inventoryPath = join(checkout, 'lab.yaml');
  cpSync(join(examples, name), inventoryPath);
  const programDirectory = join(checkout, 'dist');
  const outdir = join(checkout, 'cdktf.out');
  const inventory = loadInventory(inventoryPath);
  const assetsDirectory = join(repository, 'assets');
  synthesize({ inventory, inventoryPath, outdir, programDirectory, assetsDirectory });
  const stacks = join(outdir, 'stacks');
  const stack = join(stacks, readdirSync(stacks)[0]!);
  return Object.fromEntries(
    readdirSync(stack).map((file) => [file, readFileSync(join(stack, file), 'utf8')]),
  );
}

/** Digests change with every edit of a script; the golden file is about everything else. */
const withoutDigests = (json: string): string =>
  json
    .replace(/("(?:\w+_sha256)": )"[0-9a-f]{12}"/g, '$1"<sha256>"')
    .replace(/("NUCLAB_STEP_DIGEST": )"[0-9a-f]{64}"/g, '$1"<sha256>"');

function plannedSteps(inventory: Inventory = loadInventory(join(examples, 'three-nucs.yaml'))) {
  const stack = new KubernetesStack(new RootConstruct(), 'Kubernetes', { inventory });
  return new Map(planSteps(stack, engineProps).map((each) => [each.address, each]));
}

describe('KubernetesStack', () => {
  test('synthesises the golden Terraform JSON for three NUCs', () => {
    const json = withoutDigests(synthesizeExample('three-nucs.yaml', folder)['cdk.tf.json']!);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, json);
    expect(json).toBe(readFileSync(golden, 'utf8'));
  });

  test.each(exampleNames)(
    '%s gives the same bytes wherever the checkout lies, and no absolute path',
    (example) => {
      const other = mkdtempSync(join(tmpdir(), 'nuclab-elsewhere-'));
      const here = synthesizeExample(example, folder);
      const there = synthesizeExample(example, other);
      rmSync(other, { recursive: true });
      expect(Object.keys(here).sort()).toEqual(['cdk.tf.json', 'steps.json']);
      expect(there).toEqual(here);
      expect(
        Object.values(here).filter((text) => text.includes(folder) || text.includes(repository)),
      ).toEqual([]);
    },
  );

  test('prepares all hosts side by side: no edge leads from one host to the base step of another', () => {
    const steps = plannedSteps();
    for (const name of ['nuc01', 'nuc02', 'nuc03']) expect(steps.get(`${name}_base`)!.dependsOn).toEqual([]);
  });

  test('joins a worker after its own preparation and the control plane, beside the other workers', () => {
    expect(plannedSteps().get('nuc02_worker')!.dependsOn).toEqual([
      'nuc01_control-plane',
      'nuc02_container-runtime',
      'nuc02_membership',
    ]);
  });

  test('asks the running containerd only after crictl is there', () => {
    expect(plannedSteps().get('nuc03_container-runtime')!.dependsOn).toEqual(['nuc03_kubernetes-packages']);
  });

  test('applies the network beside the joins, and checks the nodes after both', () => {
    const steps = plannedSteps();
    expect(steps.get('cluster_network')!.dependsOn).toEqual(['nuc01_control-plane']);
    expect(steps.get('cluster_nodes')!.dependsOn).toEqual([
      'cluster_network',
      'nuc02_worker',
      'nuc03_worker',
    ]);
  });

  test('lets workers leave while there still is a control plane to drain them', () => {
    expect(plannedSteps().get('nuc02_membership')!.dependsOn).toEqual(['nuc01_control-plane']);
  });

  test('gives only membership a destroy action, and makes it depend on identity alone', () => {
    const destroyed = [...plannedSteps().values()].filter((each) => each.step.onDestroy);
    expect(destroyed.map((each) => each.address).sort()).toEqual([
      'nuc01_membership',
      'nuc02_membership',
      'nuc03_membership',
    ]);
    for (const { triggers } of destroyed) {
      expect(Object.keys(triggers).sort()).toEqual([
        'api_endpoint',
        'host',
        'host_address',
        'host_name',
        'lab',
        'role',
      ]);
    }
  });

  test('changes nothing but names and firewall of the others when a host is added', () => {
    const before = plannedSteps(loadInventory(join(examples, 'three-nucs.yaml')));
    const text = readFileSync(join(examples, 'three-nucs.yaml'), 'utf8');
    const after = plannedSteps(parseInventory(`${text.trimEnd()}\n  nuc04: 192.168.0.14\n`, 'lab.yaml'));
    const changed = [...before.entries()].filter(([address, { triggers }]) => {
      const now = after.get(address)?.triggers;
      return JSON.stringify(now) !== JSON.stringify(triggers);
    });
    expect(changed.map(([address]) => address).sort()).toEqual([
      'cluster_nodes',
      'nuc01_base',
      'nuc02_base',
      'nuc03_base',
    ]);
  });

  test('ships every file that a script reads', () => {
    for (const example of exampleNames) {
      for (const { step } of plannedSteps(loadInventory(join(examples, example))).values()) {
        const { files } = scriptBundle(join(repository, 'assets'), step.phase.script, step.assets);
        const text = files.map((file) => file.text).join('\n');
        expect(text).toContain('run_step');
        const read = [
          ...text.matchAll(/NUCLAB_STEP_DIR\}\/files\/([a-z][a-z0-9.-]*[a-z0-9])(?![a-z0-9.$-])/g),
        ].map(([, name]) => name!);
        const shipped = [...Object.keys(step.files), ...step.assets];
        expect({ step: step.stepId, missing: read.filter((name) => !shipped.includes(name)) }).toEqual({
          step: step.stepId,
          missing: [],
        });
      }
    }
  });
});

test('triggers are all that makes Terraform plan a step, so that comparing them is exact', () => {
  const { resource, data } = JSON.parse(readFileSync(golden, 'utf8')) as {
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
