import { buildStatus, textStatus } from '../../status';
import {
  checked,
  cluster,
  drift,
  host,
  noCluster,
  inherited,
  own,
  plantedFacts,
  threeNucs,
  unmarked,
  type Change,
} from '../facts/planted-facts';
import { now, problemsWith, statusWith } from './support/small-status';

const gone = own('flannel_objects', 'flannel is gone');
const lock = {
  owner: 'anna@desk (pid 4711)',
  purpose: 'deploys /home/anna/lab',
  since: '2026-11-21T11:40:12Z',
  heartbeatSeconds: 4,
};
const noSteps =
  (...phases: readonly string[]): Change =>
  (facts) =>
    cluster({ steps: facts.cluster?.steps.filter(({ phase }) => !phases.includes(phase)) })(facts);

test('steps of the cluster are counted and shown beside those of the hosts', () => {
  const status = statusWith(drift('cluster/network', gone));
  expect(status.clusterSteps.map(({ phase, state }) => `${phase} ${state}`)).toEqual([
    'network drifted',
    'nodes in-place',
    'kubeconfig in-place',
  ]);
  expect(status.hosts.flatMap(({ steps }) => steps.map(({ state }) => state))).toEqual(
    Array.from({ length: 12 }, () => 'in-place'),
  );
  expect(status).toMatchObject({ ok: false, exitCode: 7, summary: { steps: { drifted: 1 } } });
  expect(textStatus(status, { color: false })).toContain('\ncluster: drifted: network\n');
});

describe('problems of steps of the cluster', () => {
  test('drift', () => {
    expect(problemsWith(drift('cluster/network', gone))).toEqual([
      'error: network drifted in the cluster: flannel is gone; fix: review `nuclab plan`, then deploy to repair it',
    ]);
  });

  test('a check that failed', () => {
    expect(problemsWith(checked('cluster/nodes', { result: 'failed', what: 'no space left' }))).toEqual([
      'error: nodes in the cluster could not be checked: no space left; fix: log in to nuc01, check its load and its disk, then run it again',
    ]);
  });

  test('steps that are missing', () => {
    expect(problemsWith(noSteps('nodes', 'kubeconfig'))).toEqual([
      'error: the cluster lacks nodes and kubeconfig: the deploy did not finish; fix: review `nuclab plan`, then deploy',
    ]);
  });

  test('are not told where the hosts have not been deployed either', () => {
    const bare = [unmarked('nuc01'), unmarked('nuc02'), unmarked('nuc03'), noCluster];
    expect(problemsWith(...bare)).toEqual([
      'error: nuc01, nuc02 and nuc03 have not been deployed; fix: review `nuclab plan`, then deploy',
    ]);
    expect(statusWith(...bare).summary.steps.missing).toBe(15);
  });

  test('a step that runs, unless the lock of its control plane tells it', () => {
    const running = checked('cluster/nodes', { result: 'running' });
    expect(problemsWith(running)).toEqual([
      'info: nodes is running in the cluster; fix: wait until it has finished',
    ]);
    const locked = problemsWith(running, host('nuc01', { lock }));
    expect(locked).toHaveLength(1);
    expect(locked[0]).toContain('nuc01 is locked');
  });

  test('concern its control planes', () => {
    expect(statusWith(drift('cluster/network', gone)).problems).toMatchObject([{ hosts: ['nuc01'] }]);
  });
});

test('a cluster that did not say what it remembers has no steps, and none is missing', () => {
  expect(statusWith(cluster({ problem: 'timed out' }))).toMatchObject({
    clusterSteps: [],
    summary: { steps: { missing: 0 } },
  });
});

test('with names of hosts the cluster is spoken of with its control planes', () => {
  const facts = plantedFacts(threeNucs, drift('cluster/network', gone));
  const of = (name: string) => buildStatus(threeNucs, facts, now, [name]);
  expect(of('nuc01')).toMatchObject({ ok: false, summary: { steps: { drifted: 1 } } });
  expect(of('nuc02')).toMatchObject({
    ok: true,
    clusterSteps: [],
    problems: [],
    summary: { steps: { drifted: 0 } },
  });
});

test('nothing a control plane says of a step can drive a terminal', () => {
  const status = statusWith(
    drift('cluster/network', own('flannel_objects', '\u001b[2Jone\r\ntwo \u202ethree')),
  );
  expect(JSON.stringify(status)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\\u00|\\[rnt]/u);
  expect(status.problems[0]?.what).toBe('network drifted in the cluster: one two three');
});

test('what follows from a host is no drift of the cluster', () => {
  const changes = [
    drift('nuc02/base', own('swap', 'swap is on')),
    drift('cluster/nodes', inherited('nodes_ready', 'nuc02 is not Ready')),
  ];
  expect(problemsWith(...changes)).toHaveLength(1);
});
