import { textStatus, type LabStatus } from '../../status';
import { wrap } from '../../status/text/wrap';
import { withKubernetes } from '../precheck/planted';
import {
  checked,
  cluster,
  drift,
  host,
  node,
  noCluster,
  noNode,
  inherited,
  own,
  unmarked,
  unreachable,
  type Change,
} from '../facts/planted-facts';
import { inDays, statusOf, statusWith } from './support/small-status';

const lock = {
  owner: 'anna@desk (pid 4711)',
  purpose: 'deploys /home/anna/lab',
  since: '2026-11-21T11:40:12Z',
  heartbeatSeconds: 4,
};
const swap = own('swap', 'swap is on (/swapfile), applied off');
const broken: readonly Change[] = [
  drift('nuc02/base', swap),
  drift('nuc02/container-runtime', inherited('service', 'containerd is stopped')),
  drift('cluster/nodes', inherited('nodes_ready', 'nuc03 is not Ready')),
  node('nuc03', { ready: false, message: 'Kubelet stopped posting node status.' }),
  unreachable('nuc03'),
];

const lines = (status: LabStatus, columns?: number): string[] =>
  textStatus(status, { color: false, columns }).split('\n');
const verdict = (...changes: readonly Change[]): string | undefined => lines(statusWith(...changes))[0];
/** The cell of a host in the full table. */
function cell(heading: string, name: string, ...changes: readonly Change[]): string | undefined {
  const table = lines(statusWith(...changes));
  const start = table[2]!.indexOf(heading);
  const row = table.find((line) => line.startsWith(name))!;
  return /^.+?(?= {2}|$)/.exec(row.slice(start))?.[0].trim();
}

test('a lab in which nothing is wrong', () => {
  expect(lines(statusWith())).toEqual([
    'lab ok: 3 of 3 hosts reachable, 3 of 3 nodes Ready',
    '',
    'HOST   ADDRESS    ROLE           REACHABLE  PHASES      NODE   KUBELET  CONTAINERD  CERTIFICATES          LOAD/CPU  DISK  UPTIME',
    'nuc01  10.0.0.11  control-plane  yes        4 in place  Ready  1.34.4   1.7.24      apiserver 364 d       0.12      25 %  12 d',
    'nuc02  10.0.0.12  worker         yes        4 in place  Ready  1.34.4   1.7.24      kubelet-client 364 d  0.12      25 %  12 d',
    'nuc03  10.0.0.13  worker         yes        4 in place  Ready  1.34.4   1.7.24      kubelet-client 364 d  0.12      25 %  12 d',
    'cluster: 3 in place',
  ]);
});

test('a broken lab: each cause once', () => {
  expect(lines(statusWith(...broken))).toEqual([
    'lab not ok: 2 of 3 hosts reachable, 2 of 3 nodes Ready, 1 step drifted',
    '',
    'HOST   ADDRESS    ROLE           REACHABLE  PHASES                                     NODE                                            KUBELET  CONTAINERD  CERTIFICATES          LOAD/CPU  DISK  UPTIME',
    'nuc01  10.0.0.11  control-plane  yes        4 in place                                 Ready                                           1.34.4   1.7.24      apiserver 364 d       0.12      25 %  12 d',
    'nuc02  10.0.0.12  worker         yes        drifted: base; follows: container-runtime  Ready                                           1.34.4   1.7.24      kubelet-client 364 d  0.12      25 %  12 d',
    'nuc03  10.0.0.13  worker         no         -                                          NotReady: Kubelet stopped posting node status.  -        -           -                     -         -     -',
    'cluster: 2 in place; follows: nodes',
    '',
    'error: nuc03 is unreachable: no answer within 5 s; fix: check that it is switched on and that no firewall is in between',
    'error: base drifted on nuc02: swap is on (/swapfile), applied off; fix: review `nuclab plan`, then deploy to repair it',
  ]);
});

test('in 80 columns the less important columns go, texts are cut, and problems wrapped', () => {
  expect(lines(statusWith(...broken), 80)).toEqual([
    'lab not ok: 2 of 3 hosts reachable, 2 of 3 nodes Ready, 1 step drifted',
    '',
    'HOST   REACHABLE  PHASES                      NODE          CERTIFICATES',
    'nuc01  yes        4 in place                  Ready         apiserver 364 d',
    'nuc02  yes        drifted: base; follows: c…  Ready         kubelet-client 364 d',
    'nuc03  no         -                           NotReady: K…  -',
    'cluster: 2 in place; follows: nodes',
    '',
    'error: nuc03 is unreachable: no answer within 5 s; fix: check that it is',
    '  switched on and that no firewall is in between',
    'error: base drifted on nuc02: swap is on (/swapfile), applied off; fix: review',
    '  `nuclab plan`, then deploy to repair it',
  ]);
});

test.each([20, 30, 40, 60, 79, 80, 81, 100, 120, 132, 160, 200, 250])(
  'no line is wider than a terminal of %i columns',
  (columns) => {
    for (const status of [statusWith(), statusWith(...broken)]) {
      expect(lines(status, columns).filter((line) => line.length > columns)).toEqual([]);
    }
  },
);

test('in 80 columns a lab that is ok shows the columns that matter', () => {
  expect(lines(statusWith(), 80)[2]).toBe(
    'HOST   REACHABLE  PHASES      NODE   KUBELET  CERTIFICATES          DISK  UPTIME',
  );
});

test('colours change nothing but the colours', () => {
  const status = statusWith(...broken, host('nuc01', { lock }));
  const painted = textStatus(status, { color: true, columns: 80 });
  // eslint-disable-next-line no-control-regex
  expect(painted.replace(/\u001b\[\d+m/g, '')).toBe(textStatus(status, { color: false, columns: 80 }));
  expect(painted).toContain('\u001b[31mlab not ok: 2 of 3');
  expect(painted).toContain('\u001b[31merror:\u001b[39m nuc03');
  expect(textStatus(statusWith(), { color: true })).toContain('\u001b[32mlab ok:');
});

describe('the verdict', () => {
  test.each<[string, Change[]]>([
    ['lab ok: 3 of 3 hosts reachable, 3 of 3 nodes Ready, 1 warning', [node('nuc09', {}), old('nuc02', 20)]],
    ['lab not ok: 2 of 3 nodes Ready; 3 of 3 hosts reachable', [node('nuc02', { ready: false })]],
    ['lab not ok: nodes unknown; 3 of 3 hosts reachable', [noCluster]],
    [
      'lab not ok: 1 step drifted, 2 steps missing; 3 of 3 hosts reachable, 3 of 3 nodes Ready',
      [drift('nuc02/base', swap), unmarked('nuc03', 'base', 'worker')],
    ],
    [
      'lab not ok: 1 step unchecked, 1 other error; 3 of 3 hosts reachable, 3 of 3 nodes Ready',
      [checked('nuc02/base', { result: 'failed', what: 'no bash' }), old('nuc03', 2)],
    ],
  ])('%s', (text, changes) => {
    expect(verdict(...changes)).toBe(text);
  });

  test('a member that is just joining again is counted, but nothing is wrong', () => {
    expect(verdict(noNode('nuc02'), checked('nuc02/worker', { result: 'running' }))).toBe(
      'lab ok: 3 of 3 hosts reachable, 2 of 3 nodes Ready',
    );
  });

  test('one host is one host', () => {
    const one = { ...withKubernetes({ workers: [] }) };
    const status = statusOf({ ...one, hosts: one.hosts.slice(0, 1) });
    expect(lines(status)[0]).toBe('lab ok: 1 of 1 host reachable, 1 of 1 node Ready');
  });
});

describe('the cells', () => {
  test.each<[string, string, string, Change[]]>([
    ['PHASES', 'nuc01', '4 in place', [drift('cluster/network', own('flannel_objects', 'flannel is gone'))]],
    ['REACHABLE', 'nuc02', 'no', [unreachable('nuc02', { kind: 'unreachable' })]],
    ['REACHABLE', 'nuc02', 'no: changed-host-key', [unreachable('nuc02', { kind: 'changed-host-key' })]],
    ['PHASES', 'nuc02', 'drifted: base, worker', [drift('nuc02/base', swap), drift('nuc02/worker', swap)]],
    ['PHASES', 'nuc02', 'missing: worker', [unmarked('nuc02', 'worker')]],
    ['PHASES', 'nuc02', 'not deployed', [unmarked('nuc02')]],
    ['PHASES', 'nuc02', 'unchecked: base', [checked('nuc02/base', { result: 'failed', what: 'no bash' })]],
    ['PHASES', 'nuc02', '3 in place; running: base', [checked('nuc02/base', { result: 'running' })]],
    ['PHASES', 'nuc02', '4 in place; running: anna@desk', [host('nuc02', { lock })]],
    [
      'PHASES',
      'nuc02',
      'drifted: base; missing: worker; running: anna@desk',
      [drift('nuc02/base', swap), unmarked('nuc02', 'worker'), host('nuc02', { lock })],
    ],
    ['NODE', 'nuc02', 'NotReady', [node('nuc02', { ready: false })]],
    ['NODE', 'nuc02', 'cordoned', [node('nuc02', { schedulable: false })]],
    ['NODE', 'nuc02', 'NotReady', [node('nuc02', { ready: false, schedulable: false })]],
    ['NODE', 'nuc02', 'not a node', [noNode('nuc02')]],
    ['NODE', 'nuc02', 'unknown', [cluster({ problem: 'timed out' })]],
    ['CERTIFICATES', 'nuc02', 'kubelet-client 2 d', [old('nuc02', 2)]],
    ['CERTIFICATES', 'nuc02', 'kubelet-client expired', [old('nuc02', -2)]],
    ['CERTIFICATES', 'nuc02', '-', [host('nuc02', { certificates: [] })]],
    ['LOAD/CPU', 'nuc02', '1.50', [host('nuc02', { usage: { load: 6, cpus: 4 } })]],
    ['UPTIME', 'nuc02', '23 h', [host('nuc02', { usage: { uptimeSeconds: 86_399 } })]],
    ['UPTIME', 'nuc02', '4 min', [host('nuc02', { usage: { uptimeSeconds: 299 } })]],
    ['UPTIME', 'nuc02', '-', [host('nuc02', { usage: {} })]],
    ['KUBELET', 'nuc02', '-', [host('nuc02', { versions: {} })]],
  ])('%s of %s: %s', (heading, name, text, changes) => {
    expect(cell(heading, name, ...changes)).toBe(text);
  });

  test('a long message of a node is cut: the whole is among the problems', () => {
    const message = 'container runtime network not ready: cni plugin not initialized';
    const status = statusWith(node('nuc02', { ready: false, message }));
    expect(textStatus(status, { color: false })).toContain(
      'NotReady: container runtime network not ready: cn…  1.34.4',
    );
    expect(textStatus(status, { color: false })).toContain(`node nuc02 is NotReady: ${message}; fix:`);
  });

  test('a host that is no node has neither steps nor node', () => {
    const spare = withKubernetes({ workers: ['nuc02'] });
    const bare = [unmarked('nuc03'), host('nuc03', { versions: {}, certificates: [] }), noNode('nuc03')];
    expect(lines(statusOf(spare, ...bare)).at(-2)).toBe(
      'nuc03  10.0.0.13  none           yes        -           -      -        -           -                     0.12      25 %  12 d',
    );
  });
});

describe('in a terminal that is not high enough', () => {
  const text = (rows: number): string[] =>
    textStatus(statusWith(drift('nuc02/base', swap)), { color: false, columns: 80, rows }).split('\n');

  test('the cluster gives way first, then hosts without a problem, then other hosts, at last problems', () => {
    const [head, row, problem] = [/^HOST/, /^nuc02/, /^error: base/].map((each) =>
      expect.stringMatching(each),
    );
    const end = '  `nuclab plan`, then deploy to repair it';
    const verdict = 'lab not ok: 1 step drifted; 3 of 3 hosts reachable, 3 of 3 nodes Ready';
    expect(text(10)).toContain('cluster: 3 in place');
    expect(text(9)).toHaveLength(9);
    expect(text(9).at(-4)).toMatch(/^nuc03/);
    expect(text(8)).toEqual([verdict, '', head, row, '… 2 more hosts', '', problem, end]);
    expect(text(7)).toEqual([verdict, '', '… 3 more hosts', '', problem, end]);
    expect(text(5)).toEqual([verdict, '', '… 3 more hosts', '', '… 2 more lines']);
  });
});

describe('wrapping', () => {
  test('a word that is longer than a line is broken anywhere', () => {
    expect(wrap('see https://a.very/long/address now', 12)).toEqual([
      'see',
      '  https://a.',
      '  very/long/',
      '  address',
      '  now',
    ]);
  });

  test('a text that fits stays as it is', () => {
    expect(wrap('exactly ten', 11)).toEqual(['exactly ten']);
    expect(wrap('no limit at all', undefined)).toEqual(['no limit at all']);
  });
});

function old(name: string, days: number): Change {
  return host(name, { certificates: [{ name: 'kubelet-client', expiresAt: inDays(days) }] });
}
