import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseInventory } from '../../../inventory/parse';
import { compareInventories, type ComparedInventories } from '../../../plans/making';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nuclab-compare-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const labYaml = (rest = ''): string => `name: autumn\nhosts: { nuc01: 10.0.0.11 }\n${rest}`;

async function comparedWith(text?: string): Promise<ComparedInventories> {
  const inventoryPath = join(folder, 'lab.yaml');
  const path = join(folder, 'lab.base.yaml');
  writeFileSync(inventoryPath, labYaml());
  if (text !== undefined) writeFileSync(path, text);
  return compareInventories({
    inventoryPath,
    inventory: parseInventory(labYaml(), inventoryPath),
    against: text === undefined ? undefined : { path, inventory: parseInventory(text, path) },
    env: process.env,
    now: () => new Date('2026-11-21T11:52:10.123Z'),
  });
}

const actions = ({ plan }: ComparedInventories): Record<string, readonly string[]> =>
  Object.fromEntries((plan.resource_changes ?? []).map(({ name, change }) => [name, change.actions]));

test('the steps of both are made from the model alone, and their triggers compared', async () => {
  const base = labYaml('ssh: { port: 2222 }\nkubernetes: { dnsDomain: lab.example }\n');
  const compared = await comparedWith(base);
  const changed = Object.entries(actions(compared)).filter(([, each]) => each.join() !== 'no-op');
  expect(changed).toEqual([
    ['cluster_nodes', ['delete', 'create']],
    ['nuc01_control-plane', ['delete', 'create']],
  ]);
  const nodes = compared.plan.resource_changes?.find(({ name }) => name === 'cluster_nodes');
  expect(nodes).toMatchObject({
    address: 'null_resource.cluster_nodes',
    mode: 'managed',
    type: 'null_resource',
    change: {
      before: { triggers: { host: 'cluster', dns_domain: 'lab.example', reason: 'planned without facts' } },
      after: { triggers: { host: 'cluster', dns_domain: 'cluster.local', reason: 'planned without facts' } },
    },
    action_reason: 'replace_because_cannot_update',
  });
  expect(compared.metadata).toEqual({
    lab: 'autumn',
    createdAt: '2026-11-21T11:52:10Z',
    nuclab: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
    facts: 'none',
  });
  expect(compared.comparison).toEqual({ against: join(folder, 'lab.base.yaml'), withoutStep: ['ssh.port'] });
});

test('the same inventory changes nothing', async () => {
  const compared = await comparedWith(labYaml());
  expect(new Set(Object.values(actions(compared)).map(String))).toEqual(new Set(['no-op']));
  expect(compared.comparison.withoutStep).toEqual([]);
});

test('with an empty lab every step is new', async () => {
  const compared = await comparedWith();
  expect(Object.keys(actions(compared))).toHaveLength(8);
  expect(new Set(Object.values(actions(compared)).map(String))).toEqual(new Set(['create']));
  expect(compared.comparison).toEqual({ withoutStep: [] });
});

test('nothing is written', async () => {
  await comparedWith(labYaml());
  expect(existsSync(join(folder, 'cdktf.out'))).toBe(false);
});

test('inventories of two labs are not compared', async () => {
  const other = labYaml().replace('autumn', 'spring');
  const where = join(folder, 'lab.base.yaml');
  await expect(comparedWith(other)).rejects.toMatchObject({
    message: `${where}: is of lab spring, the inventory is of lab autumn; fix: compare two inventories of the same lab, or give both the same name`,
    exitCode: 2,
  });
});
