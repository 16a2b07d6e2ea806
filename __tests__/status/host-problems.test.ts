import { withKubernetes } from '../precheck/planted';
import {
  checked,
  drift,
  host,
  marked,
  node,
  noCluster,
  noNode,
  inherited,
  own,
  unmarked,
  unreachable,
} from '../facts/planted-facts';
import { problemsWith, statusOf, statusWith, told } from './support/small-status';

const swap = own('swap', 'swap is on (/swapfile), applied off');

test('a lab in which nothing is wrong has no problem', () => {
  expect(problemsWith()).toEqual([]);
});

describe('hosts that could not be checked', () => {
  test('an unreachable host is told once: neither its node nor what follows from it is told again', () => {
    expect(
      problemsWith(
        unreachable('nuc03'),
        node('nuc03', { ready: false, message: 'Kubelet stopped posting node status.' }),
        drift('cluster/nodes', inherited('nodes_ready', 'nuc03: Kubelet stopped posting node status.')),
      ),
    ).toEqual([
      'error: nuc03 is unreachable: no answer within 5 s; fix: check that it is switched on and that no firewall is in between',
    ]);
  });

  test('hosts with the same trouble share a line', () => {
    expect(problemsWith(unreachable('nuc02'), unreachable('nuc03'))).toEqual([
      'error: nuc02 and nuc03 are unreachable: no answer within 5 s; fix: check that it is switched on and that no firewall is in between',
    ]);
  });

  test('a host that is up but shut for us keeps the problem of its node', () => {
    const problem = {
      kind: 'changed-host-key',
      what: 'its host key changed',
      fix: 'find out why',
      exitCode: 4,
    };
    expect(problemsWith(unreachable('nuc03', problem), node('nuc03', { ready: false }))).toEqual([
      'error: nuc03 could not be checked: its host key changed; fix: find out why',
      'error: node nuc03 is NotReady; fix: check `sudo journalctl --unit kubelet` on nuc03',
    ]);
  });
});

describe('steps', () => {
  test('each drifted step shows its first difference', () => {
    expect(
      problemsWith(
        drift('nuc02/base', swap, own('hosts', 'the entry of nuc01 is missing')),
        drift('nuc02/container-runtime', own('service', 'containerd is stopped')),
      ),
    ).toEqual([
      'error: base drifted on nuc02: swap is on (/swapfile), applied off (and 1 more); fix: review `nuclab plan`, then deploy to repair it',
      'error: container-runtime drifted on nuc02: containerd is stopped; fix: review `nuclab plan`, then deploy to repair it',
    ]);
  });

  test('hosts with the same drift share a line', () => {
    const status = statusWith(drift('nuc02/base', swap), drift('nuc03/base', swap));
    expect(told(status)).toEqual([
      'error: base drifted on nuc02 and nuc03: swap is on (/swapfile), applied off; fix: review `nuclab plan`, then deploy to repair it',
    ]);
    expect(status.problems[0]).toMatchObject({ id: 'drift', hosts: ['nuc02', 'nuc03'] });
  });

  test('a node that is not Ready is not told again by the step that waits for it', () => {
    expect(
      problemsWith(
        node('nuc02', { ready: false, message: 'PLEG is not healthy' }),
        drift('cluster/nodes', inherited('nodes_ready', 'nuc02: PLEG is not healthy')),
      ),
    ).toEqual([
      'error: node nuc02 is NotReady: PLEG is not healthy; fix: check `sudo journalctl --unit kubelet` on nuc02',
    ]);
  });

  test('a check that failed is no drift', () => {
    const check = { result: 'failed', what: 'no answer within 15 s' } as const;
    expect(problemsWith(checked('nuc02/base', check))).toEqual([
      'error: base on nuc02 could not be checked: no answer within 15 s; fix: log in to nuc02, check its load and its disk, then run it again',
    ]);
  });

  test('missing steps tell a deploy that did not finish from hosts that were never deployed', () => {
    expect(problemsWith(unmarked('nuc02', 'container-runtime', 'worker'), unmarked('nuc03'))).toEqual([
      'error: nuc02 lacks container-runtime and worker: the deploy did not finish; fix: review `nuclab plan`, then deploy',
      'error: nuc03 has not been deployed; fix: review `nuclab plan`, then deploy',
    ]);
  });

  test('a lab before its first deploy has one problem', () => {
    expect(problemsWith(unmarked('nuc01'), unmarked('nuc02'), unmarked('nuc03'), noCluster)).toEqual([
      'error: nuc01, nuc02 and nuc03 have not been deployed; fix: review `nuclab plan`, then deploy',
    ]);
  });
});

describe('what hosts were deployed as', () => {
  test('markers of another lab', () => {
    expect(problemsWith(marked('nuc02/base', { inputs: { LAB: 'spring' } }))).toEqual([
      'error: nuc02 was deployed for lab "spring", lab.yaml says "lab"; fix: correct the name or the addresses in lab.yaml, or take the hosts out of the other lab first',
    ]);
  });

  test('another role than lab.yaml has', () => {
    const moved = withKubernetes({ controlPlane: ['nuc01'], workers: ['nuc02'] });
    const worker = { ...worker03, phase: 'worker' };
    expect(told(statusOf(moved, host('nuc03', { steps: [worker] }), noNode('nuc03')))).toEqual([
      'error: nuc03 was deployed as worker, lab.yaml does not have it as a node; fix: review `nuclab plan`: a deploy makes it leave the cluster first',
    ]);
    expect(told(statusWith(host('nuc02', { steps: [{ ...worker, phase: 'control-plane' }] })))[0]).toBe(
      'error: nuc02 was deployed as control-plane, lab.yaml has it as worker; fix: review `nuclab plan`: a deploy makes it leave the cluster first',
    );
  });

  test('another machine under the name of a node', () => {
    expect(problemsWith(node('nuc02', { machineId: 'f'.repeat(32) }))).toEqual([
      'error: nuc02 is not the machine that joined as node nuc02: its machine-id differs; fix: review `nuclab plan`, then deploy: the old node is removed and the host joins again',
    ]);
  });
});

describe('who is working', () => {
  const lock = {
    owner: 'anna@desk (pid 4711)',
    purpose: 'deploys /home/anna/lab',
    since: '2026-11-21T11:40:12Z',
    heartbeatSeconds: 4,
  };

  test('all locks of one holder are one line, and no trouble', () => {
    const later = { ...lock, since: '2026-11-21T11:41:00Z', heartbeatSeconds: 9 };
    const status = statusWith(host('nuc02', { lock: later }), host('nuc03', { lock }));
    expect(told(status)).toEqual([
      'info: nuc02 and nuc03 are locked: anna@desk (pid 4711) deploys /home/anna/lab since 2026-11-21 11:40 UTC, last heartbeat 4 s ago; fix: wait until it has finished',
    ]);
    expect(status.ok).toBe(true);
  });

  test('a lock without a heartbeat is taken over', () => {
    expect(problemsWith(host('nuc02', { lock: { ...lock, heartbeatSeconds: 31 } }))[0]).toMatch(
      /last heartbeat 31 s ago; fix: the next deploy takes the lock over$/,
    );
  });

  test('a step that continues without a lock is told', () => {
    expect(problemsWith(checked('nuc02/base', { result: 'running' }))).toEqual([
      'info: base is running on nuc02; fix: wait until it has finished',
    ]);
  });
});

test('the most serious problem comes first', () => {
  const status = statusWith(
    host('nuc01', {
      lock: { owner: 'anna', purpose: 'deploys', since: '2026-11-21T11:40:12Z', heartbeatSeconds: 4 },
    }),
    node('nuc01', { ready: false }),
    drift('nuc02/base', swap),
    unreachable('nuc03'),
    host('nuc02', { usage: { diskKilobytes: 100, diskAvailableKilobytes: 10 } }),
  );
  expect(status.problems.map(({ severity, id }) => `${severity} ${id}`)).toEqual([
    'error unreachable',
    'error node',
    'error drift',
    'warning disk',
    'info at-work',
  ]);
});

const worker03 = {
  marker: { inputs: {}, files: {}, scriptSha256: 'a'.repeat(64), reason: 'first install', runCount: 1 },
  check: { result: 'in-place' },
} as const;
