import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Inventory } from '../../../inventory/types';
import type { CheckOutcome, Difference } from '../../../facts/lab-facts';
import { buildReport, type Effect, type ReportInput } from '../../../plans/reporting';
import { phases, tryPhase } from '../../../phases';
import { fileTrigger, inputTrigger } from '../../../phases/triggers';
import { factsOf, withFacts, withoutFacts } from './support/facts';
import { lab, planFrom, stateOf, threeHosts, threeNucs } from './support/lab';

const scripts = join(__dirname, '../../../assets/scripts');
const deployed = stateOf(threeNucs);

function differs(...items: readonly string[]): CheckOutcome {
  const differences = items.map((item): Difference => ({ item, text: `${item} differs`, inherited: false }));
  return { result: 'differs', differences };
}

/** What a drift of these items of one step does. */
function effectsOfDrift(address: string, ...items: readonly string[]): readonly Effect[] {
  const facts = factsOf(threeNucs, { checks: { [address]: differs(...items) } });
  const plan = planFrom(deployed, stateOf(threeNucs, { [address]: `drift 2: ${items[0]} differs` }));
  return buildReport({ inventory: threeNucs, facts, plan, metadata: withFacts }).effects;
}

/** What a change of the inventory does to hosts that are as `before` says. */
function effectsOfChange(
  before: Inventory,
  after: Inventory,
  input: Partial<ReportInput> = {},
): readonly Effect[] {
  const plan = planFrom(stateOf(before), stateOf(after));
  return buildReport({ inventory: after, facts: factsOf(before), plan, metadata: withFacts, ...input })
    .effects;
}

const texts = (effects: readonly Effect[]): string[] =>
  effects.map(({ severity, host, text }) => `${severity} ${host}: ${text}`);

const interruptions = phases.flatMap((phase) => phase.interrupts.map((each) => [phase.name, each] as const));

describe('the interruptions of the catalogue', () => {
  it.each(interruptions)('name items that the script of %s has', (phase, { items }) => {
    const known = readFileSync(join(scripts, tryPhase(phase)?.script ?? ''), 'utf8')
      .match(/^items=\(([^)]*)\)/m)?.[1]
      ?.split(/\s+/);
    expect(known).toEqual(expect.arrayContaining([...items]));
  });

  it.each(interruptions)('name inputs and files that a step %s can have', (phase, { inputs, files }) => {
    const full = lab(threeHosts, ['version: 1.34.4'], 'name: nuc-lab\nsemester: s');
    const known = [...stateOf(full)].flatMap(([address, each]) =>
      address.endsWith(`_${phase}`) ? Object.keys(each) : [],
    );
    for (const trigger of [...inputs.map(inputTrigger), ...files.map(fileTrigger)])
      expect(known).toContain(trigger);
  });
});

describe('what a step interrupts', () => {
  it.each([
    [
      'nuc02_container-runtime',
      'effective_settings',
      'may restart containerd: running containers keep running, but for a few seconds none can start or stop',
    ],
    ['nuc02_worker', 'kubelet_healthy', 'may restart kubelet: pods keep running'],
    ['nuc01_control-plane', 'kubelet_files', 'may restart kubelet: API server, etcd and pods keep running'],
    [
      'nuc01_control-plane',
      'manifests',
      'may restart API server, etcd, controller manager or scheduler: kubectl gets no answer meanwhile, pods keep running',
    ],
    [
      'cluster_network',
      'flannel_objects',
      'may restart flannel on every node: traffic between pods may stall for a few seconds',
    ],
  ])('is said of %s when %s differs', (address, item, text) => {
    const host = address.split('_')[0];
    expect(effectsOfDrift(address, item)).toEqual([{ severity: 'disruptive', host, text, fix: null }]);
  });

  it('is all that may happen when a worker is known to the cluster no longer', () => {
    expect(texts(effectsOfDrift('nuc02_worker', 'joined'))).toEqual([
      'disruptive nuc02: may restart kubelet: pods keep running',
      'disruptive nuc02: reset and joined again if the cluster no longer accepts its credentials: its pods end',
    ]);
  });

  it.each([
    ['nuc02_base', 'swap'],
    ['nuc02_kubernetes-packages', 'hold'],
    ['nuc02_container-runtime', 'runtime_hold'],
    ['nuc02_container-runtime', 'registry_mirrors'],
    ['nuc01_control-plane', 'bootstrap_tokens'],
    ['cluster_kubeconfig', 'closed'],
  ])('is nothing when in %s only %s differs', (address, item) => {
    expect(effectsOfDrift(address, item)).toEqual([]);
  });

  it('is nothing on a host that is no node yet', () => {
    const facts = factsOf(threeNucs, { fresh: ['nuc03'] });
    const before = new Map([...deployed].filter(([address]) => !address.startsWith('nuc03')));
    const plan = planFrom(before, deployed);
    expect(buildReport({ inventory: threeNucs, facts, plan, metadata: withFacts }).effects).toEqual([]);
  });

  it('is nothing on a machine that was imaged anew, though the cluster still has a node of its name', () => {
    const seen = factsOf(threeNucs);
    const hosts = seen.hosts.map((host) =>
      host.name === 'nuc03' && host.reached
        ? { ...host, steps: [], identity: { machineId: 'f'.repeat(32) } }
        : host,
    );
    const reasons = { 'nuc03_container-runtime': 'first install 2026-11-21 11:52:03 UTC' };
    const plan = planFrom(deployed, stateOf(threeNucs, reasons));
    const report = buildReport({
      inventory: threeNucs,
      facts: { ...seen, hosts },
      plan,
      metadata: withFacts,
    });
    expect(report.effects).toEqual([]);
    expect(report.steps).toMatchObject([
      {
        what: 'first run',
        why: 'the host remembers no run: it was imaged anew, or its records were removed',
      },
    ]);
  });

  it('is anything the script might do when only the script changed and no host was checked', () => {
    const after = new Map([...deployed].map(([address, each]) => [address, { ...each }]));
    after.get('nuc02_container-runtime')!['script_sha256'] = 'd'.repeat(12);
    const plan = planFrom(deployed, after);
    const unseen = buildReport({ inventory: threeNucs, plan, metadata: withoutFacts });
    expect(texts(unseen.effects)).toEqual([
      'disruptive nuc02: may restart containerd: running containers keep running, but for a few seconds none can start or stop',
    ]);
    const seen = buildReport({ inventory: threeNucs, facts: factsOf(threeNucs), plan, metadata: withFacts });
    expect(seen.effects).toEqual([]);
  });

  it('is anything the script might do when its last run failed', () => {
    const plan = planFrom(deployed, deployed, { tainted: ['nuc01_control-plane'] });
    const { effects } = buildReport({
      inventory: threeNucs,
      facts: factsOf(threeNucs),
      plan,
      metadata: withFacts,
    });
    expect(effects.map(({ host }) => host)).toEqual(['nuc01', 'nuc01', 'nuc01']);
  });

  it('is that pods end where a NoExecute taint is new', () => {
    const tainted = [
      'nuc01: 192.168.0.11',
      'nuc02: { address: 192.168.0.12, taints: ["gpu=true:NoExecute"] }',
      'nuc03: 192.168.0.13',
    ];
    expect(texts(effectsOfChange(threeNucs, lab(tainted, ['version: 1.34.4'])))).toEqual([
      'disruptive nuc02: NoExecute taint in lab.yaml: where it is new, pods that do not tolerate it are evicted',
    ]);
  });

  it('is that a cordon ends', () => {
    const facts = factsOf(threeNucs, { checks: { cluster_nodes: differs('settings') } });
    const nodes = facts.cluster!.nodes.map((node) => ({ ...node, schedulable: node.name !== 'nuc03' }));
    const cordoned = { ...facts, cluster: { ...facts.cluster!, nodes } };
    const plan = planFrom(
      deployed,
      stateOf(threeNucs, { cluster_nodes: 'drift 2: nuc03 is cordoned, applied not' }),
    );
    const report = buildReport({ inventory: threeNucs, facts: cordoned, plan, metadata: withFacts });
    expect(texts(report.effects)).toEqual([
      'disruptive nuc03: currently cordoned: the step nodes makes it schedulable again',
    ]);
  });
});

describe('what does not happen', () => {
  it('is that a changed kubeadm.yaml reaches a running control plane', () => {
    const after = lab(threeHosts, ['version: 1.34.4', 'certSANs: [lab.example.org]']);
    expect(effectsOfChange(threeNucs, after)).toEqual([
      {
        severity: 'without-effect',
        host: 'nuc01',
        text: 'the control plane already exists, and kubeadm.yaml is read only when one is created: the change does not reach it',
        fix: 'make the same change in the running cluster with kubeadm',
      },
    ]);
  });

  it('is an upgrade of a node', () => {
    const before = lab(threeHosts, ['version: 1.33.13']);
    const refused = (host: string): Effect => ({
      severity: 'refused',
      host,
      text: 'a node with Kubernetes 1.33.13, which nuclab does not upgrade in passing: the step kubernetes-packages stops before it changes anything, and nothing after it runs on the host',
      fix: 'set kubernetes.version in lab.yaml back to 1.33.13, or let the host leave the cluster first',
    });
    const all = ['nuc01', 'nuc02', 'nuc03'].map(refused);
    expect(effectsOfChange(before, threeNucs)).toEqual(all);
    expect(effectsOfChange(before, threeNucs, { facts: undefined, metadata: withoutFacts })).toEqual(all);
  });
});

describe('a host that leaves', () => {
  const address = ['nuc01: 192.168.0.11', 'nuc02: 192.168.0.22', 'nuc03: 192.168.0.13'];
  const moved = lab(address, ['version: 1.34.4']);

  it('is drained and reset at its old address when it gets another', () => {
    expect(effectsOfChange(threeNucs, moved)).toEqual([
      {
        severity: 'destructive',
        host: 'nuc02',
        text: 'taken out of the cluster (address 192.168.0.12 → 192.168.0.22): drained for at most 60 s, deleted, reset at the old address 192.168.0.12, then joined again; what its pods keep in emptyDir volumes is lost',
        fix: 'undo that change in lab.yaml if this is not wanted',
      },
    ]);
  });

  it('must be reached for that', () => {
    const after = lab(threeHosts, ['version: 1.34.4'], 'name: nuc-lab\nsemester: next');
    const facts = factsOf(threeNucs, { unreachable: ['nuc03'] });
    const effects = effectsOfChange(threeNucs, after, { facts });
    expect(effects.map(({ host, severity, fix }) => `${severity} ${host}: ${fix}`)).toEqual([
      'destructive nuc01: undo that change in lab.yaml if this is not wanted',
      'destructive nuc02: undo that change in lab.yaml if this is not wanted',
      'destructive nuc03: switch it on before you apply, or give it up with NUCLAB_ABANDON=nuc03',
    ]);
    expect(effects[0]?.text).toBe(
      'reset (semester not set → next), and its etcd data are the cluster: everything in the cluster is lost; then a new one is made',
    );
  });

  it('loses nothing when it is no node', () => {
    const after = lab(threeHosts, ['version: 1.34.4'], 'name: nuc-lab\nsemester: next');
    const facts = factsOf(threeNucs, { fresh: ['nuc03'] });
    expect(texts(effectsOfChange(threeNucs, after, { facts })).at(-1)).toBe(
      'without-effect nuc03: leaves the cluster, but is not a node at present: nothing is lost',
    );
  });

  it('is left as it is when it left lab.yaml, because Terraform forgets its destroy action with it', () => {
    const [first, second] = threeHosts;
    expect(effectsOfChange(threeNucs, lab([first!, second!], ['version: 1.34.4']))).toEqual([
      {
        severity: 'left-alone',
        host: 'nuc03',
        text: 'no longer in lab.yaml: NOT drained and NOT reset by this plan; it stays in the cluster as it is, and nuclab forgets it',
        fix: 'put it back into lab.yaml, or take it out by hand: `kubectl drain nuc03 --ignore-daemonsets --delete-emptydir-data`, `kubectl delete node nuc03`, then `sudo kubeadm reset` on nuc03',
      },
    ]);
  });

  it('is reset when a plan destroys its membership that is still in the program', () => {
    const plan = planFrom(deployed, deployed);
    const changes = plan.resource_changes!.map((each) => ({
      ...each,
      change: { ...each.change, actions: ['delete'], after: null },
    }));
    const destroy = { ...plan, resource_changes: changes };
    const report = buildReport({
      inventory: threeNucs,
      facts: factsOf(threeNucs),
      plan: destroy,
      metadata: withFacts,
    });
    expect(report.verdict.text).toBe('3 hosts leave the cluster');
    expect(report.effects.map(({ severity, fix }) => [severity, fix])).toEqual(
      Array.from({ length: 3 }, () => ['destructive', 'do not apply this plan if it shall stay']),
    );
    expect(report.steps.map(({ host, phase, what }) => [host, phase, what])).toEqual(
      threeNucs.hosts.map(({ name }) => [name, 'membership', 'leaves the cluster']),
    );
  });
});

it('orders what is grave before what is not, then by host', () => {
  const before = lab([...threeHosts, 'nuc04: 192.168.0.14', 'nuc05: 192.168.0.15'], ['version: 1.34.4']);
  const after = lab(
    ['nuc01: 192.168.0.11', 'nuc02: 192.168.0.12', 'nuc03: 192.168.0.33', 'nuc05: 192.168.0.15'],
    ['version: 1.34.4', 'certSANs: [lab.example.org]', 'network: { backend: host-gw }'],
  );
  expect(effectsOfChange(before, after).map(({ severity, host }) => `${severity} ${host}`)).toEqual([
    'destructive nuc03',
    'left-alone nuc04',
    'disruptive cluster',
    'without-effect nuc01',
  ]);
});
