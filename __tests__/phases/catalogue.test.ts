import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Step } from '../../constructs/step';
import { loadInventory } from '../../inventory/load';
import { parseInventory } from '../../inventory/parse';
import { isPhaseName, phaseOf, phaseOrder, phases, phasesOfNodes, tryPhase } from '../../phases';
import { fileLabel } from '../../phases/files';
import type { Phase } from '../../phases/phase';
import { clusterPlace, parseStepId, stepId } from '../../phases/step-address';
import { compareTriggers, fileTrigger, inputLabel, inputTrigger, triggerKind } from '../../phases/triggers';
import { stepsOfLab } from '../../stacks/steps-of-lab';

const root = join(__dirname, '../..');
const scripts = join(root, 'assets/scripts');
const names = phases.map(({ name }) => name);

/** Every setting that reaches a step, in one lab. */
const full = parseInventory(
  `name: full
semester: 2026-autumn
hosts:
  nuc01: 10.0.0.11
  nuc02: { address: 10.0.0.12, labels: { disk: ssd }, taints: ['gpu=true:NoSchedule'] }
  nuc03: 10.0.0.13
kubernetes:
  version: 1.34.4
  certSANs: [lab.example.org]
  apt: { url: 'http://10.0.0.5/v1.34/deb/', keyFingerprint: ${'0123 4567 89AB CDEF 0123 4567 89AB CDEF 0123 4567'} }
  containerRuntime: { package: containerd }
  registryMirrors: { docker.io: ['http://10.0.0.5:5000'] }
  network: { plugin: flannel, backend: host-gw }
`,
  'lab.yaml',
);
const examples = readdirSync(join(root, 'examples')).filter((file) => file.endsWith('.yaml'));
const labs = [full, ...examples.map((file) => loadInventory(join(root, 'examples', file)))];
/** Every step of a phase, in every lab. */
const stepsOf = (name: string): Step[] =>
  labs.flatMap((lab) =>
    stepsOfLab(lab)
      .map(({ step }) => step)
      .filter(({ phase }) => phase.name === name),
  );
const itemsOf = ({ script }: Phase): string[] =>
  /^items=\(([^)]*)\)/m
    .exec(readFileSync(join(scripts, script), 'utf8'))?.[1]
    ?.trim()
    .split(/\s+/) ?? [];

describe('the catalogue', () => {
  test('has every phase that phases/ defines, and each once', () => {
    const defined = readdirSync(join(root, 'phases'))
      .filter((file) => /satisfies Phase\b/.test(readFileSync(join(root, 'phases', file), 'utf8')))
      .map((file) => basename(file, '.ts'));
    expect([...names].sort()).toEqual(defined.sort());
    expect(new Set(names).size).toBe(names.length);
  });

  test('gives the order', () => {
    expect(names.map(phaseOrder)).toEqual(names.map((_, index) => index));
    expect(phaseOrder('unknown')).toBe(names.length);
    for (const lab of labs) {
      for (const { step, after } of stepsOfLab(lab)) {
        for (const before of after.filter(({ place }) => place === step.place || step.place === clusterPlace))
          expect(phaseOrder(before.phase.name)).toBeLessThan(phaseOrder(step.phase.name));
      }
    }
  });

  test('has no phase that is called as the place of the cluster', () => {
    expect(names).not.toContain(clusterPlace);
    expect(isPhaseName(clusterPlace)).toBe(false);
  });

  test('finds a phase by its name, and no other', () => {
    expect(tryPhase('base')).toBe(phaseOf('base'));
    for (const name of ['unknown', '', 'constructor', '__proto__']) {
      expect(tryPhase(name)).toBeUndefined();
      expect(isPhaseName(name)).toBe(false);
    }
  });

  test('knows which phases are over when a host leaves', () => {
    expect(phasesOfNodes.map(({ name }) => name)).toEqual([
      'control-plane',
      'worker',
      'network',
      'nodes',
      'kubeconfig',
    ]);
  });

  test('has one phase that ends a membership, and its steps are those that Terraform destroys', () => {
    const leaves = phases.filter(({ membership }) => membership === 'leaves').map(({ name }) => name);
    expect(leaves).toEqual(['membership']);
    for (const { step } of stepsOfLab(full))
      expect([step.stepId, step.onDestroy]).toEqual([step.stepId, leaves.includes(step.phase.name)]);
  });
});

describe.each(phases.map((phase) => [phase.name, phase] as const))('the phase %s', (name, phase) => {
  const steps = stepsOf(name);

  test('has a name that is read back from its step ids', () => {
    expect(parseStepId(stepId('nuc01', name))).toEqual({ place: 'nuc01', phase: name });
  });

  test('has its script and its page', () => {
    expect(phase.script).toMatch(/^[a-z]+(-[a-z]+)*\.sh$/);
    expect(existsSync(join(scripts, phase.script))).toBe(true);
    expect(existsSync(join(root, 'docs/scripts', `${basename(phase.script, '.sh')}.md`))).toBe(true);
    expect(itemsOf(phase)).not.toEqual([]);
  });

  test('is in the stack, at its place, with a time limit', () => {
    expect(steps.length).toBeGreaterThan(0);
    for (const { place } of steps) expect(place === clusterPlace).toBe(phase.place === 'cluster');
    expect(phase.timeoutSeconds).toBeGreaterThan(0);
  });

  test('has inputs with names of the shell, and a label for each that the stack gives', () => {
    for (const [input, { label }] of Object.entries(phase.inputs)) {
      expect(input).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
      expect(label).not.toBe('');
    }
    const given = [...new Set(steps.flatMap(({ inputs }) => Object.keys(inputs)))];
    expect(given.sort()).toEqual(Object.keys(phase.inputs).sort());
  });

  test('has a label for each file that the stack ships', () => {
    const shipped = [...new Set(steps.flatMap(({ files }) => Object.keys(files)))];
    for (const file of shipped) expect([file, fileLabel(name, file)]).toEqual([file, expect.anything()]);
    // None is left of a file that is shipped no more.
    const used = shipped.map((file) => fileLabel(name, file));
    for (const [file, label] of Object.entries(phase.files))
      expect([file, used.includes(label)]).toEqual([file, true]);
  });

  test('has triggers that its labels explain, in the order of its file', () => {
    const triggers = Object.keys(phase.inputs).map(inputTrigger);
    for (const trigger of triggers) {
      expect(['input', 'list']).toContain(triggerKind(name, trigger));
      expect(inputLabel(name, trigger)?.label).toMatch(/\w/);
    }
    expect([...triggers].reverse().sort(compareTriggers(name))).toEqual(triggers);
    for (const file of steps.flatMap(({ files }) => Object.keys(files)))
      expect(triggerKind(name, fileTrigger(file))).toBe('file');
    expect(triggerKind(name, 'password')).toBe('hidden');
  });

  test('says what it interrupts, in items of its script and inputs and files of its own', () => {
    expect(Array.isArray(phase.interrupts)).toBe(true);
    const files = steps.flatMap((step) => Object.keys(step.files));
    for (const interruption of phase.interrupts) {
      expect(interruption.text).not.toBe('');
      expect(itemsOf(phase)).toEqual(expect.arrayContaining([...interruption.items]));
      expect(Object.keys(phase.inputs)).toEqual(expect.arrayContaining([...interruption.inputs]));
      expect(files).toEqual(expect.arrayContaining([...interruption.files]));
    }
  });

  test('has its operator task in a file of runner/tasks', () => {
    const { task } = phase;
    if (task === undefined) return;
    const file = join(root, 'runner/tasks', `${task.name}.ts`);
    expect(existsSync(file)).toBe(true);
    const found = jest.requireActual<{ task: { carryOut: unknown } }>(file);
    expect(typeof found.task.carryOut).toBe('function');
    if (task.kubeconfigInput !== undefined) expect(Object.keys(phase.inputs)).toContain(task.kubeconfigInput);
  });
});

test('every operator task belongs to a phase', () => {
  const tasks = readdirSync(join(root, 'runner/tasks'))
    .filter((file) => /^export const task\b/m.test(readFileSync(join(root, 'runner/tasks', file), 'utf8')))
    .map((file) => basename(file, '.ts'));
  expect(tasks.sort()).toEqual(phases.flatMap(({ task }) => (task === undefined ? [] : [task.name])).sort());
});

test('a star in the name of a file stands for any part of it', () => {
  expect(fileLabel('container-runtime', 'hosts.docker.io.toml')).toBeDefined();
  expect(fileLabel('container-runtime', 'hosts.toml')).toBeUndefined();
  expect(fileLabel('container-runtime', 'containerd-v2.toml.bak')).toBeUndefined();
  expect(fileLabel('unknown', 'hosts')).toBeUndefined();
});
