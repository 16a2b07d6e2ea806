import type { HostResult, HostFacts } from '../../../facts/lab-facts';
import { buildReport, markdownReport, textReport, type PlanReport } from '../../../plans/reporting';
import { factsOf, withFacts, type FactsOptions } from './support/facts';
import { lab, planFrom, stateOf, threeHosts, threeNucs } from './support/lab';

const deployed = stateOf(threeNucs);

function reportOf(facts: FactsOptions): PlanReport {
  const plan = planFrom(deployed, deployed);
  return buildReport({ inventory: threeNucs, facts: factsOf(threeNucs, facts), plan, metadata: withFacts });
}

function onNuc02(changes: (host: HostFacts) => Partial<HostFacts>): FactsOptions {
  return { host: (host): HostResult => (host.name === 'nuc02' ? { ...host, ...changes(host) } : host) };
}

describe('hosts to know about', () => {
  it('are those that could not be reached, with why and what to do', () => {
    expect(reportOf({ unreachable: ['nuc03'] }).notices).toEqual([
      {
        kind: 'unreachable',
        host: 'nuc03',
        address: '192.168.0.13',
        what: 'no answer from nuc03 (192.168.0.13:22) within 10 s',
        fix: 'look at power and network of nuc03, and at its address in lab.yaml',
      },
    ]);
  });

  it('are told how many steps would fail while they are off', () => {
    const after = lab(threeHosts, ['version: 1.34.4', 'containerRuntime: { package: containerd.io }']);
    const facts = factsOf(threeNucs, { unreachable: ['nuc03'] });
    const plan = planFrom(deployed, stateOf(after));
    const { notices } = buildReport({ inventory: after, facts, plan, metadata: withFacts });
    expect(notices[0]?.what).toBe(
      'no answer from nuc03 (192.168.0.13:22) within 10 s; 1 step is planned for it all the same, and fails while it stays so',
    );
  });

  it('are those that somebody works on', () => {
    const lock = {
      owner: 'anna@desk (pid 4711)',
      purpose: 'deploys /home/anna/lab',
      since: '2026-11-21T11:40:00Z',
      heartbeatSeconds: 3,
    };
    const report = reportOf({
      ...onNuc02(() => ({ lock })),
      checks: { nuc02_worker: { result: 'running' } },
    });
    expect(report.notices).toMatchObject([
      {
        kind: 'in-use',
        host: 'nuc02',
        what: 'anna@desk (pid 4711) works on it since 2026-11-21 11:40:00 UTC: deploys /home/anna/lab (last heartbeat 3 s before the check); running during the check: worker',
        fix: 'wait until that is done, then make a new plan',
      },
    ]);
    expect(report.unchangedHosts).toEqual(['nuc01', 'nuc03']);
    expect(report.hosts.map(({ state }) => state)).toEqual(['unchanged', 'not-looked-at', 'unchanged']);
  });

  it("are those that another lab's nuclab prepared", () => {
    const foreign = ({ steps }: HostFacts): Partial<HostFacts> => ({
      steps: steps.map((step) => ({
        ...step,
        marker: { ...step.marker, inputs: { ...step.marker.inputs, LAB: 'physics' } },
      })),
    });
    expect(reportOf(onNuc02(foreign)).notices).toMatchObject([
      {
        kind: 'other-lab',
        host: 'nuc02',
        what: 'was prepared by the lab physics, not nuc-lab (base, kubernetes-packages, container-runtime, worker)',
        fix: 'find out who uses it, and take it out of one of the two lab.yaml files',
      },
    ]);
  });

  it('are not those of a lab that was renamed', () => {
    const before = lab(threeHosts, ['version: 1.34.4'], 'name: old-lab');
    const plan = planFrom(stateOf(before), deployed);
    const { notices } = buildReport({
      inventory: threeNucs,
      facts: factsOf(before),
      plan,
      metadata: withFacts,
    });
    expect(notices).toEqual([]);
  });
});

describe('certificates that end soon', () => {
  const certificates = [
    { name: 'apiserver', expiresAt: '2026-12-11T08:00:00Z' },
    { name: 'etcd/server', expiresAt: '2026-12-11T08:00:01Z' },
    { name: 'ca', expiresAt: '2036-11-21T08:00:00Z' },
    { name: 'kubelet-client', expiresAt: '2026-11-20T08:00:00Z' },
    { name: 'front-proxy-client', expiresAt: '2026-12-21T11:52:10Z' },
  ];
  const report = reportOf(onNuc02(() => ({ certificates })));

  it('are warned of by host and day, from the time of the plan on, for 30 days', () => {
    expect(report.certificates).toEqual([
      {
        host: 'nuc02',
        names: ['kubelet-client'],
        expires: '2026-11-20',
        daysLeft: -2,
        fix: 'look at `journalctl -u kubelet` on nuc02: kubelet should have renewed it by itself',
      },
      {
        host: 'nuc02',
        names: ['apiserver', 'etcd/server'],
        expires: '2026-12-11',
        daysLeft: 19,
        fix: 'run `sudo kubeadm certs renew all` on nuc02 and restart its control plane',
      },
    ]);
  });

  it('are in the main part of both forms', () => {
    expect(textReport(report, { color: false })).toContain(
      [
        'certificates',
        '  nuc02: the certificate kubelet-client ended on 2026-11-20',
        '    fix: look at `journalctl -u kubelet` on nuc02: kubelet should have renewed it by itself',
        '  nuc02: the certificates apiserver, etcd/server end on 2026-12-11, 19 days after this plan',
        '    fix: run `sudo kubeadm certs renew all` on nuc02 and restart its control plane',
      ].join('\n'),
    );
    const markdown = markdownReport(report);
    expect(markdown.indexOf('### Certificates')).toBeLessThan(markdown.indexOf('<details>'));
    expect(markdown).toContain(
      '- **nuc02**: the certificates apiserver, etcd/server end on 2026-12-11, 19 days after this plan. Fix: run `sudo kubeadm certs renew all` on nuc02 and restart its control plane.',
    );
  });
});

it('says of what time the facts are and how old they were', () => {
  const plan = planFrom(deployed, deployed);
  const metadata = { ...withFacts, createdAt: '2026-11-21T15:00:00Z', commit: undefined };
  const report = buildReport({ inventory: threeNucs, facts: factsOf(threeNucs), plan, metadata });
  expect(report.origin).toEqual({
    commit: null,
    plannedAt: '2026-11-21T15:00:00Z',
    observedAt: '2026-11-21T11:52:03Z',
    factsAgeSeconds: 11_277,
    nuclab: '0.4.0',
    terraform: { product: 'terraform', version: '1.9.8' },
  });
  expect(textReport(report, { color: false }).trimEnd().split('\n').slice(-3)).toEqual([
    'lab nuc-lab',
    'planned 2026-11-21 15:00:00 UTC; hosts checked 2026-11-21 11:52:03 UTC (3 h before the plan)',
    'nuclab 0.4.0, Terraform 1.9.8',
  ]);
});
