import { buildReport, type ReportInput, type Verdict } from '../../../plans/reporting';
import type { CheckOutcome, HostResult } from '../../../facts/lab-facts';
import { factsOf, withFacts, withoutFacts, withoutTerraform, type FactsOptions } from './support/facts';
import { firstInstall, lab, planFrom, stateOf, threeHosts, threeNucs, type PlanOptions } from './support/lab';
import { situations } from './support/situations';

const deployed = stateOf(threeNucs);

function verdictOf(input: Partial<ReportInput>, facts: FactsOptions = {}, plan: PlanOptions = {}): Verdict {
  const unchanged = planFrom(deployed, deployed, plan);
  const whole = {
    inventory: threeNucs,
    facts: factsOf(threeNucs, facts),
    plan: unchanged,
    metadata: withFacts,
  };
  return buildReport({ ...whole, ...input }).verdict;
}

describe('the verdict', () => {
  it.each([
    ['first-install', 'first install: 15 steps on 3 hosts and in the cluster'],
    ['nothing-to-change', 'nothing to change: 3 hosts are as lab.yaml says'],
    ['drift', '2 steps will run on 1 host'],
    ['new-kubernetes-version', '9 steps are planned on 3 hosts; 3 of 3 hosts will refuse steps'],
    ['unreachable-host', '2 steps will run on 1 host; 1 of 3 hosts could not be reached'],
    [
      'host-leaves',
      '1 host left lab.yaml without being drained or reset, 3 steps will run on 2 hosts and in the cluster',
    ],
    ['new-semester', '3 hosts leave the cluster, 6 steps will run on 3 hosts and in the cluster'],
    ['model-only', '3 steps will run on 3 hosts; the hosts were not checked'],
    [
      'compared',
      'two inventories compared: 1 host left lab.yaml without being drained or reset, 9 steps will run on 3 hosts and in the cluster; ' +
        'neither the hosts nor the state were checked',
    ],
    [
      'compared-with-nothing',
      'compared with an empty lab: first install: 15 steps on 3 hosts and in the cluster; neither the hosts nor the state were checked',
    ],
    [
      'adopted',
      '1 step will run on 1 host, 14 steps on 3 hosts and in the cluster are in place already and are adopted',
    ],
  ])('of %s says how much happens', (name, text) => {
    expect(buildReport(situations[name]!()).verdict.text).toBe(text);
  });

  it('counts for programs', () => {
    expect(buildReport(situations['unreachable-host']!()).verdict).toEqual({
      text: '2 steps will run on 1 host; 1 of 3 hosts could not be reached',
      changes: true,
      looked: true,
      complete: true,
      counts: {
        hosts: 3,
        stepsToRun: 2,
        hostsToRunOn: 1,
        clusterStepsToRun: 0,
        stepsAdopted: 0,
        hostsAdopted: 0,
        clusterStepsAdopted: 0,
        hostsLeaving: 0,
        hostsDropped: 0,
        hostsUnreachable: 1,
        hostsNotLookedAt: 0,
        hostsCheckedInPart: 0,
        clusterStepsUnchecked: 0,
        hostsRefusing: 0,
        otherChanges: 0,
      },
    });
  });

  it('says of a plan without facts only that the inventory did not change', () => {
    expect(verdictOf({ facts: undefined, metadata: withoutFacts })).toMatchObject({
      text: 'the inventory did not change; the hosts were not checked',
      changes: false,
      looked: false,
    });
  });

  it('says of two inventories without a difference that no step changes', () => {
    const comparison = { against: 'lab.base.yaml', withoutStep: ['backend'] };
    const same = { facts: undefined, metadata: withoutTerraform, comparison };
    expect(verdictOf(same)).toMatchObject({
      text: 'two inventories compared: no step changes; neither the hosts nor the state were checked',
      changes: false,
      looked: false,
    });
  });

  it('believes no facts of which the plan knows nothing', () => {
    const { text } = verdictOf({ metadata: withoutFacts }, { unreachable: ['nuc02'] });
    expect(text).toBe('the inventory did not change; the hosts were not checked');
  });

  it('claims nothing of hosts that could not be reached', () => {
    expect(verdictOf({}, { unreachable: ['nuc03'] }).text).toBe(
      'nothing to change on 2 hosts; 1 of 3 hosts could not be reached',
    );
    expect(verdictOf({}, { unreachable: ['nuc01', 'nuc02', 'nuc03'] }).text).toBe(
      'the inventory did not change; 3 of 3 hosts could not be reached',
    );
  });

  it('claims nothing of hosts that the facts do not know', () => {
    const facts = factsOf(lab(threeHosts.slice(0, 2), ['version: 1.34.4']));
    expect(verdictOf({ facts }).text).toBe('nothing to change on 2 hosts; 1 of 3 hosts was not checked');
  });

  it.each<CheckOutcome>([{ result: 'running' }, { result: 'failed', what: 'no space left' }])(
    'claims nothing of a step that could not be checked: $result',
    (outcome) => {
      expect(verdictOf({}, { checks: { nuc02_worker: outcome } }).text).toBe(
        'nothing to change on 3 hosts, as far as could be checked; 1 of 3 hosts could be checked only in part',
      );
    },
  );

  it.each<CheckOutcome>([{ result: 'running' }, { result: 'failed', what: 'no space left' }])(
    'claims nothing of a step of the cluster that could not be checked: $result',
    (outcome) => {
      expect(verdictOf({}, { checks: { cluster_nodes: outcome } }).text).toBe(
        'nothing to change on 3 hosts, as far as could be checked; the cluster could be checked only in part',
      );
    },
  );

  it('claims nothing of a cluster that could not be asked', () => {
    const said = 'nothing to change on 3 hosts; the cluster could not be asked';
    expect(verdictOf({}, { cluster: 'none' }).text).toBe(said);
    expect(verdictOf({}, { cluster: { problem: 'connection refused' } }).text).toBe(said);
  });

  it('is no first install where a host remembers one', () => {
    const host = (each: HostResult): HostResult => each;
    const facts = factsOf(threeNucs, { fresh: ['nuc02', 'nuc03'], host });
    const plan = planFrom(new Map(), deployed);
    expect(verdictOf({ facts, plan }).text).toBe(
      '8 steps will run on 2 hosts, 7 steps on 1 host and in the cluster are in place already and are adopted',
    );
  });

  it('says that nothing changes when every step is adopted', () => {
    expect(verdictOf({ plan: planFrom(new Map(), deployed) })).toMatchObject({
      text: 'nothing to change: 15 steps on 3 hosts and in the cluster are in place already and are adopted',
      changes: true,
    });
  });

  it('knows a plan that writes nothing but the state', () => {
    const withoutMembership = new Map([...deployed].filter(([address]) => !address.endsWith('_membership')));
    expect(verdictOf({ plan: planFrom(withoutMembership, deployed) })).toMatchObject({
      text: "nothing to change on any host, only in Terraform's state",
      changes: true,
    });
  });

  it('says when Terraform did not come to an end', () => {
    expect(verdictOf({}, {}, { errored: true })).toMatchObject({
      text: 'the plan is not complete, Terraform stopped with an error; so far: nothing to change: 3 hosts are as lab.yaml says',
      complete: false,
    });
  });

  it('counts changes that are no step of nuclab', () => {
    const extra = [
      {
        address: 'null_resource.greeting',
        mode: 'managed',
        type: 'null_resource',
        name: 'greeting',
        change: { actions: ['create'], before: null, after: { triggers: { password: 'hunter2' } } },
      },
      {
        address: 'data.http.page',
        mode: 'data',
        type: 'http',
        name: 'page',
        change: { actions: ['read'], before: null, after: null },
      },
    ];
    const plan = planFrom(deployed, deployed, { extra });
    const report = buildReport({
      inventory: threeNucs,
      facts: factsOf(threeNucs),
      plan,
      metadata: withFacts,
    });
    expect(report.verdict.text).toBe("1 change beside nuclab's steps");
    expect(report.otherChanges).toEqual([{ address: 'null_resource.greeting', what: 'is created' }]);
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });

  it('counts one of each in the singular', () => {
    const before = stateOf(threeNucs, { cluster_kubeconfig: firstInstall });
    const after = stateOf(threeNucs, { cluster_kubeconfig: 'drift 2: admin.conf has mode 644, applied 600' });
    expect(verdictOf({ plan: planFrom(before, after) }, { unreachable: ['nuc03'] }).text).toBe(
      '1 step will run in the cluster; 1 of 3 hosts could not be reached',
    );
  });
});
