import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadInventory } from '../../inventory/load';
import { phaseOf, phases, type PhaseName } from '../../phases';
import { stepsOfLab } from '../../stacks/steps-of-lab';
import { FakeCluster } from '../scripts/support/fake-cluster';
import { FakeDebian, type StepInput } from '../scripts/support/fake-debian';
import * as steps from '../scripts/support/steps';

interface Checked {
  readonly code: number | null;
  readonly lines: readonly string[];
  /** Calls that change the host or the cluster. */
  readonly changes: readonly string[];
}

interface Checkable {
  readonly root: string;
  readonly check: () => Checked | Promise<Checked>;
  readonly remove: () => void;
}

/** A fresh host without anything of nuclab. */
function onDebian(step: StepInput): Checkable {
  const host = FakeDebian.fresh();
  return { root: host.path(''), check: () => host.run('check', step), remove: () => host.dispose() };
}

/** A prepared host, or the control plane of a cluster that lacks what the phase brings. */
async function onCluster(
  phase: PhaseName,
  inputs: Readonly<Record<string, string>>,
  state?: Readonly<Record<string, string>>,
): Promise<Checkable> {
  const host = await FakeCluster.prepared(state);
  const { script, place } = phaseOf(phase);
  if (place === 'cluster') host.write('etc/kubernetes/admin.conf', 'name: other\n', 0o644);
  const step = {
    phase,
    script,
    inputs,
    files: { 'files/flannel.yaml': 'kind: Namespace\n', 'files/node-settings': 'nuc01 label disk=ssd\n' },
  };
  return {
    root: host.root,
    check: async () => {
      const { code, lines, calls } = await host.run('check', step);
      return { code, lines, changes: calls };
    },
    remove: () => host.dispose(),
  };
}

const lab = loadInventory(join(__dirname, '../../examples/three-nucs.yaml'));
const node = { HOST_NAME: 'nuc01', HOST_ADDRESS: '10.0.0.11', LAB: 'lab', KUBERNETES_VERSION: '1.34.4' };

/** A fresh host of the lab, with what the stack gives it. */
function asInTheStack(phase: string): Checkable {
  const found = stepsOfLab(lab).find(({ step }) => step.phase.name === phase)?.step;
  if (found?.host === undefined) throw new Error(`say here where the check of ${phase} finds something`);
  const { inputs, files, assets } = found;
  return onDebian({ phase, script: found.phase.script, inputs, files, assets });
}

/** Where the check of a phase finds something, when that is no fresh host or takes other inputs than the stack gives. */
const hosts: Readonly<Partial<Record<string, () => Checkable | Promise<Checkable>>>> = {
  'kubernetes-packages': () => onDebian(steps.installKubernetesPackages),
  'container-runtime': () => onDebian(steps.installContainerRuntime),
  membership: () =>
    onCluster(
      'membership',
      { HOST_NAME: 'nuc01', ROLE: 'worker', LAB: 'lab', MEMBERSHIP_PHASES: 'worker' },
      { links: 'cni0\nflannel.1\n' },
    ),
  'control-plane': () => onCluster('control-plane', node),
  worker: () => onCluster('worker', { ...node, API_ENDPOINT: '127.0.0.1:1' }),
  network: () =>
    onCluster(
      'network',
      { FLANNEL_VERSION: '0.27.4', POD_SUBNET: '10.244.0.0/16', BACKEND: 'vxlan' },
      { api: '', diff: 'exit 1\nError from server (NotFound): namespaces "kube-flannel" not found\n' },
    ),
  nodes: () =>
    onCluster(
      'nodes',
      {
        NODES: 'nuc01',
        CONTROL_PLANE_NODES: 'nuc01',
        SCHEDULABLE_CONTROL_PLANE: 'false',
        DNS_DOMAIN: 'cluster.local',
      },
      { api: '', nodes: '' },
    ),
  kubeconfig: () => onCluster('kubeconfig', { LAB: 'lab' }, { api: '' }),
};

/** Every file below a folder, with its mode and content. */
function contents(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    entries.map((path) => {
      const stat = lstatSync(join(folder, path));
      const digest = stat.isFile()
        ? createHash('sha256')
            .update(readFileSync(join(folder, path)))
            .digest('hex')
        : '';
      return [path, `${stat.mode} ${digest}`];
    }),
  );
}

test.each(phases.map(({ name }) => name))(
  'the check of %s only reads: run twice it says the same, and the host stays as it was',
  async (name) => {
    const { root, check, remove } = await (hosts[name]?.() ?? asInTheStack(name));
    try {
      const before = contents(root);
      const first = await check();
      expect(first).toMatchObject({ code: 10, changes: [] });
      for (const line of first.lines) expect(line).toMatch(/^(differs|follows|warning): /);
      const second = await check();
      expect(second).toMatchObject({ code: first.code, lines: first.lines, changes: [] });
      expect(contents(root)).toEqual(before);
    } finally {
      remove();
    }
  },
);
