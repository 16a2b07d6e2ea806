import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseInventory } from '../../../inventory/parse';
import { compareInventories, type ComparedInventories } from '../../../plans/making';
import { fakeProgram, type FakeProgram } from './support/fake-program';

/** Writes one step, whose trigger is the text of the inventory. */
const oneStep = `
const { appendFileSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { CDKTF_OUTDIR, NUCLAB_INVENTORY, NUCLAB_FACTS: facts } = process.env;
appendFileSync(join(__dirname, 'outdirs'), CDKTF_OUTDIR + '\\n');
const stack = join(CDKTF_OUTDIR, 'stacks', 'autumn');
mkdirSync(stack, { recursive: true });
const text = readFileSync(NUCLAB_INVENTORY, 'utf8');
const resource = { null_resource: { nuc01_base: { triggers: { text, facts } } } };
writeFileSync(join(stack, 'cdk.tf.json'), JSON.stringify({ resource }));
writeFileSync(join(stack, 'steps.json'), '{}');
`;

let lab: FakeProgram;
beforeEach(() => {
  lab = fakeProgram();
  lab.behave(oneStep);
});
afterEach(() => lab.remove());

const labYaml = (rest = ''): string => `name: autumn\nhosts: { nuc01: 10.0.0.11 }\n${rest}`;
/** Folders that were written to, by whether they are still there. */
const written = (): boolean[] =>
  readFileSync(lab.path('dist', 'outdirs'), 'utf8')
    .trim()
    .split('\n')
    .map((folder) => existsSync(folder));

async function comparedWith(text?: string, signal?: AbortSignal): Promise<ComparedInventories> {
  const path = lab.path('lab.base.yaml');
  if (text !== undefined) writeFileSync(path, text);
  const against = text === undefined ? undefined : { path, inventory: parseInventory(text, path) };
  const now = (): Date => new Date('2026-11-21T11:52:10.123Z');
  return compareInventories({ ...lab, against, signal, now });
}

test('both inventories are synthesised from the model alone, and their triggers compared', async () => {
  const { plan, metadata, comparison } = await comparedWith(labYaml('ssh: { port: 2222 }\n'));
  expect(plan.resource_changes).toEqual([
    {
      address: 'null_resource.nuc01_base',
      mode: 'managed',
      type: 'null_resource',
      name: 'nuc01_base',
      change: {
        actions: ['delete', 'create'],
        before: { triggers: { text: labYaml('ssh: { port: 2222 }\n'), facts: 'none' } },
        after: { triggers: { text: labYaml(), facts: 'none' } },
      },
      action_reason: 'replace_because_cannot_update',
    },
  ]);
  expect(metadata).toEqual({
    lab: 'autumn',
    createdAt: '2026-11-21T11:52:10Z',
    nuclab: expect.stringMatching(/^\d+\.\d+\.\d+/),
    facts: 'none',
  });
  expect(comparison).toEqual({ against: lab.path('lab.base.yaml'), withoutStep: ['ssh.port'] });
});

test('the same inventory changes nothing', async () => {
  const { plan, comparison } = await comparedWith(labYaml());
  expect(plan.resource_changes?.map(({ change }) => change.actions)).toEqual([['no-op']]);
  expect(comparison.withoutStep).toEqual([]);
});

test('with an empty lab every step is new', async () => {
  const { plan, comparison } = await comparedWith();
  expect(plan.resource_changes?.map(({ change }) => change.actions)).toEqual([['create']]);
  expect(comparison).toEqual({ withoutStep: [] });
});

test("nothing is left behind, and the user's folder of synthesis stays as it is", async () => {
  await comparedWith(labYaml());
  expect(existsSync(lab.path('cdktf.out'))).toBe(false);
  expect(written()).toEqual([false, false]);
});

test('inventories of two labs are not compared', async () => {
  const other = labYaml().replace('autumn', 'spring');
  await expect(comparedWith(other)).rejects.toMatchObject({
    message: `${lab.path('lab.base.yaml')}: is of lab spring, the inventory is of lab autumn; fix: compare two inventories of the same lab, or give both the same name`,
    exitCode: 2,
  });
});

test('when the synthesis of one fails, its error is told, and nothing is left behind', async () => {
  const failing = `if (process.env.NUCLAB_INVENTORY.endsWith('base.yaml')) { process.stderr.write('lab.base.yaml: no; fix: yes\\n'); process.exit(2); }`;
  lab.behave(failing + oneStep);
  await expect(comparedWith(labYaml())).rejects.toMatchObject({ what: 'lab.base.yaml: no', exitCode: 2 });
  expect(written()).toEqual([false]);
});

test('an aborted comparison ends both', async () => {
  lab.behave('setTimeout(() => {}, 60000);');
  const interrupt = new AbortController();
  const run = comparedWith(labYaml(), interrupt.signal);
  setTimeout(() => interrupt.abort(), 300);
  await expect(run).rejects.toMatchObject({ message: 'stopped; fix: run it again', exitCode: 130 });
});
