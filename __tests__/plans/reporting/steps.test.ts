import type { LabFacts } from '../../../facts/lab-facts';
import type { CheckOutcome, Difference } from '../../../facts/lab-facts';
import { buildReport, type PlanReport, type ReportInput, type StepRow } from '../../../plans/reporting';
import { factsOf, withFacts, withoutFacts } from './support/facts';
import { lab, planFrom, stateOf, threeHosts, threeNucs, type PlanOptions, type State } from './support/lab';

const deployed = stateOf(threeNucs);
const own = (item: string, text: string): Difference => ({ item, text, inherited: false });
const follows = (item: string, text: string): Difference => ({ item, text, inherited: true });
const differs = (...differences: readonly Difference[]): CheckOutcome => ({ result: 'differs', differences });

interface Change {
  readonly checks?: Readonly<Record<string, CheckOutcome>>;
  readonly reasons?: Readonly<Record<string, string>>;
  /** Triggers that the program now gives a step. */
  readonly triggers?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly plan?: PlanOptions;
}

function changed(state: State, triggers: Change['triggers'] = {}): State {
  return new Map([...state].map(([address, each]) => [address, { ...each, ...triggers[address] }]));
}

function reportOf(change: Change, input: Partial<ReportInput> = {}): PlanReport {
  const after = changed(stateOf(threeNucs, change.reasons), change.triggers);
  const facts = factsOf(threeNucs, { checks: change.checks });
  const plan = planFrom(deployed, after, change.plan);
  return buildReport({ inventory: threeNucs, facts, plan, metadata: withFacts, ...input });
}

function rowsOf(change: Change, input: Partial<ReportInput> = {}): readonly StepRow[] {
  return reportOf(change, input).steps;
}

const said = (rows: readonly StepRow[]): string[] =>
  rows.map(({ host, phase, what, why }) => `${host} ${phase}: ${what}: ${why}`);

describe('the reason of a step', () => {
  it('is drift as nuclab planned it; further differences come after it', () => {
    const differences = [
      own('swap', 'swap is on (/swapfile), applied off'),
      own('sysctl', 'net.ipv4.ip_forward is 0, applied 1'),
      follows('clock', 'the clock is not set'),
    ];
    const change = {
      checks: { nuc02_base: differs(...differences) },
      reasons: { nuc02_base: 'drift 2: swap is on (/swapfile), applied off; 1 more' },
    };
    expect(rowsOf(change)).toEqual([
      {
        host: 'nuc02',
        phase: 'base',
        happens: 'runs-again',
        what: 'runs again',
        why: 'drift 2: swap is on (/swapfile), applied off; 1 more',
        more: ['differs: net.ipv4.ip_forward is 0, applied 1'],
      },
    ]);
    expect(reportOf(change).details).toEqual([
      {
        host: 'nuc02',
        phase: 'base',
        changes: [],
        differences: [
          'swap: swap is on (/swapfile), applied off',
          'sysctl: net.ipv4.ip_forward is 0, applied 1',
        ],
        alsoSeen: ['clock: the clock is not set'],
      },
    ]);
  });

  it('is what follows from other steps only when nuclab planned it as drift', () => {
    const seen = follows('nodes_ready', 'nuc02 is not Ready: kubelet stopped');
    const checks = { cluster_nodes: differs(seen) };
    expect(reportOf({ checks })).toMatchObject({
      steps: [],
      unchangedHosts: ['nuc01', 'nuc02', 'nuc03'],
      details: [
        { host: 'cluster', phase: 'nodes', differences: [], alsoSeen: [`nodes_ready: ${seen.text}`] },
      ],
    });
    const reasons = { cluster_nodes: `drift 2: ${seen.text}` };
    expect(reportOf({ checks, reasons })).toMatchObject({
      steps: [{ why: `drift 2: ${seen.text}`, more: [] }],
      details: [{ differences: [`nodes_ready: ${seen.text}`], alsoSeen: [] }],
    });
  });

  it('is drift without facts, too', () => {
    const reasons = { nuc02_base: 'drift 3: swap is on, applied off; 2 more' };
    expect(said(rowsOf({ reasons }, { facts: undefined }))).toEqual([
      'nuc02 base: runs again: drift 3: swap is on, applied off; 2 more',
    ]);
  });

  it('is a changed input before a drift, a changed file and the script', () => {
    const after = lab(threeHosts, ['version: 1.34.4', 'dnsDomain: lab.local']);
    const triggers = { 'nuc01_control-plane': { script_sha256: 'd'.repeat(12) }, cluster_nodes: {} };
    const plan = planFrom(deployed, changed(stateOf(after), triggers));
    const facts = factsOf(threeNucs, {
      checks: { cluster_nodes: differs(own('settings', 'nuc02 is cordoned')) },
    });
    expect(buildReport({ inventory: after, facts, plan, metadata: withFacts }).steps).toMatchObject([
      {
        phase: 'control-plane',
        why: 'the file kubeadm.yaml changed; 1 more',
        more: ["nuclab's script changed"],
      },
      {
        phase: 'nodes',
        why: 'DNS domain cluster.local → lab.local; 1 more',
        more: ['differs: nuc02 is cordoned'],
      },
    ]);
  });

  it('is the script, and whether the host still is as applied', () => {
    const triggers = { nuc02_base: { script_sha256: 'd'.repeat(12) } };
    expect(said(rowsOf({ triggers }))).toEqual([
      "nuc02 base: runs again: nuclab's script changed; the host still is as applied",
    ]);
    expect(said(rowsOf({ triggers }, { facts: undefined, metadata: withoutFacts }))).toEqual([
      "nuc02 base: runs again: nuclab's script changed",
    ]);
    const checks = { nuc02_base: differs(own('swap', 'swap is on')) };
    const reasons = { nuc02_base: "update 2: nuclab's script changed" };
    expect(rowsOf({ triggers, checks, reasons })).toMatchObject([
      { why: "nuclab's script changed; 1 more", more: ['differs: swap is on'] },
    ]);
  });

  it('is that its last run failed', () => {
    const plan = { tainted: ['nuc03_worker'] };
    expect(said(rowsOf({ plan }))).toEqual(['nuc03 worker: runs again: its last run failed']);
  });

  it('is that its check failed', () => {
    const checks = { nuc03_worker: { result: 'failed', what: 'no space left on device' } } as const;
    const reasons = { nuc03_worker: 'drift 2: the check failed: no space left on device' };
    expect(said(rowsOf({ checks, reasons }))).toEqual([
      'nuc03 worker: runs again: drift 2: the check failed: no space left on device',
    ]);
  });

  it('is a label or taint of lab.yaml', () => {
    const labelled = [
      'nuc01: 192.168.0.11',
      'nuc02: { address: 192.168.0.12, labels: { disk: ssd } }',
      'nuc03: 192.168.0.13',
    ];
    const after = lab(labelled, ['version: 1.34.4']);
    const plan = planFrom(deployed, stateOf(after));
    const report = buildReport({ inventory: after, facts: factsOf(threeNucs), plan, metadata: withFacts });
    expect(said(report.steps)).toEqual([
      'cluster nodes: runs again: labels or taints changed (the file node-settings)',
    ]);
    expect(report.unchangedHosts).toEqual(['nuc01', 'nuc02', 'nuc03']);
  });

  it('is what came and what went of a list', () => {
    const more = [...threeHosts, ...[4, 5, 6, 7].map((number) => `nuc0${number}: 192.168.0.1${number}`)];
    const [before, after] = [lab(threeHosts, ['version: 1.34.4']), lab(more, ['version: 1.34.4'])];
    const plan = planFrom(stateOf(before), stateOf(after));
    const { steps } = buildReport({ inventory: after, facts: factsOf(before), plan, metadata: withFacts });
    const rows = steps.filter(({ host }) => host === 'nuc01' || host === 'cluster');
    expect(rows.map(({ why }) => why)).toEqual([
      'addresses of the other hosts: 192.168.0.14, 192.168.0.15, 192.168.0.16 and 1 more added; 1 more',
      'nodes: nuc04, nuc05, nuc06 and 1 more added',
    ]);
  });

  it('is that somebody asked for it', () => {
    const plan = planFrom(deployed, deployed, { tainted: ['nuc03_worker'] });
    const changes = plan.resource_changes!.map((each) =>
      each.action_reason === undefined ? each : { ...each, action_reason: 'replace_by_request' },
    );
    const input = { plan: { ...plan, resource_changes: changes } };
    expect(said(rowsOf({}, input))).toEqual(['nuc03 worker: runs again: asked for by hand']);
  });

  it('is never empty', () => {
    const without = { checks: { nuc02_worker: { result: 'running' } as const } };
    const plan = planFrom(new Map([...deployed].filter(([address]) => address !== 'nuc02_worker')), deployed);
    expect(said(rowsOf(without, { plan }))).toEqual([
      'nuc02 worker: runs again: a run of it was under way during the check',
    ]);
    const later = { checks: { nuc02_worker: differs(follows('api_answers', 'no answer')) } };
    expect(said(rowsOf(later, { plan }))).toEqual([
      'nuc02 worker: runs again: in place but for what follows from other steps',
    ]);
  });
});

describe('a step that is in place already', () => {
  it('is adopted when Terraform does not know it', () => {
    const known = new Map([...deployed].filter(([address]) => !address.startsWith('nuc03')));
    const rows = rowsOf({}, { plan: planFrom(known, deployed) });
    expect(said(rows)).toEqual(
      ['base', 'kubernetes-packages', 'container-runtime', 'worker'].map(
        (phase) => `nuc03 ${phase}: adopted: in place already, nothing changes on the host`,
      ),
    );
  });

  it('is adopted though its last run repaired a drift', () => {
    const facts = factsOf(threeNucs);
    const reason = 'drift 2: swap is on (/swapfile), applied off';
    const repaired: LabFacts = {
      ...facts,
      hosts: facts.hosts.map((host) =>
        host.reached && host.name === 'nuc02'
          ? {
              ...host,
              steps: host.steps.map((step) =>
                step.phase === 'base' ? { ...step, marker: { ...step.marker, reason } } : step,
              ),
            }
          : host,
      ),
    };
    const known = new Map([...deployed].filter(([address]) => address !== 'nuc02_base'));
    const rows = (text: string) =>
      buildReport({
        inventory: threeNucs,
        facts: repaired,
        plan: planFrom(known, changed(deployed, { nuc02_base: { reason: text } })),
        metadata: withFacts,
      }).steps.map(({ happens }) => happens);
    expect(rows(reason)).toEqual(['adopted']);
    expect(rows('drift 3: swap is on (/swapfile), applied off')).toEqual(['runs-again']);
  });

  it('is adopted though it has a trigger that no host remembers', () => {
    const known = new Map([...deployed].filter(([address]) => address !== 'nuc03_worker'));
    const after = changed(deployed, { nuc03_worker: { ticket: 'LAB-1' } });
    expect(rowsOf({}, { plan: planFrom(known, after) })).toMatchObject([{ happens: 'adopted' }]);
    const run = changed(deployed, { nuc03_worker: { ticket: 'LAB-0' } });
    expect(rowsOf({}, { plan: planFrom(run, after) })).toMatchObject([{ why: 'ticket changed' }]);
  });

  it('is adopted when a second admin has carried out what this state still plans', () => {
    const before = lab(threeHosts, ['version: 1.34.4', 'containerRuntime: { package: containerd.io }']);
    const plan = planFrom(stateOf(before), deployed);
    const report = buildReport({
      inventory: threeNucs,
      facts: factsOf(threeNucs),
      plan,
      metadata: withFacts,
    });
    expect(report.verdict.text).toBe(
      'nothing to change: 3 steps on 3 hosts are in place already and are adopted',
    );
    expect(report.effects).toEqual([]);
  });

  it('is not adopted when the host remembers other inputs', () => {
    const before = lab(threeHosts, ['version: 1.34.4', 'containerRuntime: { package: containerd.io }']);
    const known = new Map([...deployed].filter(([address]) => address !== 'nuc02_container-runtime'));
    const facts = factsOf(before);
    const plan = planFrom(known, deployed);
    const report = buildReport({ inventory: threeNucs, facts, plan, metadata: withFacts });
    expect(said(report.steps)).toEqual([
      'nuc02 container-runtime: runs again: containerd package containerd.io → auto',
    ]);
  });
});

describe('a first run', () => {
  it('is told from one that nobody could know of', () => {
    const known = new Map([...deployed].filter(([address]) => address !== 'nuc03_worker'));
    const plan = planFrom(known, deployed);
    const off = { facts: factsOf(threeNucs, { unreachable: ['nuc03'] }), plan };
    expect(said(rowsOf({}, off))).toEqual([
      'nuc03 worker: first run: no earlier run is known; the host was not checked',
    ]);
    const model = { facts: undefined, metadata: withoutFacts, plan };
    expect(said(rowsOf({}, model))).toEqual(['nuc03 worker: first run: no earlier run is known']);
    const fresh = { facts: factsOf(threeNucs, { fresh: ['nuc03'] }), plan };
    expect(said(rowsOf({}, fresh))).toEqual(['nuc03 worker: first run: not on this host yet']);
  });
});

describe('a host that changes its role', () => {
  it('leaves as what it was and is told what is no longer kept', () => {
    const after = lab(threeHosts, ['version: 1.34.4', 'controlPlane: [nuc02]', 'workers: [nuc01, nuc03]']);
    const plan = planFrom(deployed, stateOf(after));
    const { steps } = buildReport({ inventory: after, facts: factsOf(threeNucs), plan, metadata: withFacts });
    expect(said(steps.filter(({ host }) => host === 'nuc02' || host === 'cluster'))).toEqual([
      'nuc02 base: runs again: open ports: 6443/tcp and 2379-2380/tcp@peers added',
      'nuc02 membership: leaves the cluster and joins again: role worker → control-plane; 1 more',
      'nuc02 control-plane: first run: not on this host yet',
      'nuc02 worker: no longer kept: lab.yaml no longer asks for it; nothing is undone on the host',
      'cluster network: runs again: API endpoint 192.168.0.11:6443 → 192.168.0.12:6443',
      'cluster nodes: runs again: API endpoint 192.168.0.11:6443 → 192.168.0.12:6443; 1 more',
      'cluster kubeconfig: runs again: API endpoint 192.168.0.11:6443 → 192.168.0.12:6443',
    ]);
  });
});

it('keeps facts of another address out of the plan', () => {
  const moved = lab(
    ['nuc01: 192.168.0.11', 'nuc02: 192.168.0.12', 'nuc03: 192.168.0.99'],
    ['version: 1.34.4'],
  );
  const plan = planFrom(stateOf(moved), stateOf(moved));
  const report = buildReport({ inventory: moved, facts: factsOf(threeNucs), plan, metadata: withFacts });
  expect(report.unchangedHosts).toEqual(['nuc01', 'nuc02']);
  expect(report.notices).toEqual([
    {
      kind: 'not-looked-at',
      host: 'nuc03',
      address: '192.168.0.99',
      what: 'it, or its address, was added to lab.yaml after the hosts were checked',
      fix: 'check the hosts again and make a new plan',
    },
  ]);
});
