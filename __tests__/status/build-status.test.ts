import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildStatus } from '../../status';
import { rules } from '../../status/rules';
import {
  cluster,
  drift,
  host,
  node,
  noCluster,
  inherited,
  own,
  plantedFacts,
  threeNucs,
  unmarked,
  unreachable,
  type Change,
} from '../facts/planted-facts';
import { now, statusWith } from './support/small-status';

const swap = own('swap', 'swap is on (/swapfile), applied off');

test('a lab in which nothing is wrong', () => {
  const { ok, exitCode, lab, observedAt, summary, problems } = statusWith();
  expect({ ok, exitCode, lab, observedAt, summary, problems }).toEqual({
    ok: true,
    exitCode: 0,
    lab: 'lab',
    observedAt: '2026-11-21T11:52:03Z',
    summary: {
      hosts: 3,
      reachable: 3,
      nodes: 3,
      ready: 3,
      steps: { 'in-place': 15, drifted: 0, follows: 0, missing: 0, running: 0, unchecked: 0 },
      errors: 0,
      warnings: 0,
    },
    problems: [],
  });
});

test('a host, its load, disk, memory and certificates', () => {
  expect(statusWith().hosts[1]).toMatchObject({
    name: 'nuc02',
    address: '10.0.0.12',
    role: 'worker',
    reachable: true,
    problem: null,
    node: 'Ready',
    operatingSystem: 'Debian GNU/Linux 13 (trixie)',
    certificates: [{ name: 'kubelet-client', expiresAt: '2027-11-21T09:10:11Z', daysLeft: 364 }],
    usage: {
      loadPerCpu: 0.12,
      diskUsedPercent: 25,
      diskFreeMegabytes: 175781,
      memoryUsedPercent: 25,
      uptimeSeconds: 1_036_800,
    },
    lock: null,
  });
});

test('what could not be read is null, not zero', () => {
  const bare = host('nuc02', { usage: { load: 0.5, diskKilobytes: 0 }, system: {} });
  expect(statusWith(bare).hosts[1]).toMatchObject({
    operatingSystem: null,
    usage: {
      loadPerCpu: null,
      diskUsedPercent: null,
      diskFreeMegabytes: null,
      memoryUsedPercent: null,
      uptimeSeconds: null,
    },
  });
});

test('the certificate that expires first comes first, one whose date cannot be read is left out', () => {
  const certificates = [
    { name: 'apiserver', expiresAt: '2027-11-21T09:10:11Z' },
    { name: 'ca', expiresAt: 'never' },
    { name: 'etcd/server', expiresAt: '2027-01-21T09:10:11Z' },
  ];
  const found = statusWith(host('nuc01', { certificates })).hosts[0]?.certificates;
  expect(found?.map(({ name, daysLeft }) => `${name} ${daysLeft}`)).toEqual([
    'etcd/server 60',
    'apiserver 364',
  ]);
});

test('before the first deploy the lab has no nodes; when the cluster cannot be asked they are unknown', () => {
  const fresh = statusWith(unmarked('nuc01'), unmarked('nuc02'), unmarked('nuc03'), noCluster);
  expect(fresh).toMatchObject({ nodes: [], summary: { ready: 0 }, hosts: [{ node: 'absent' }, {}, {}] });
  const off = statusWith(unreachable('nuc01'), noCluster);
  expect(off).toMatchObject({ nodes: null, summary: { ready: null }, hosts: [{ node: 'unknown' }, {}, {}] });
});

describe('the exit code', () => {
  const shut = (name: string, kind: string, exitCode: number): Change =>
    unreachable(name, { kind, exitCode });
  const warning = host('nuc02', { usage: { diskKilobytes: 100, diskAvailableKilobytes: 10 } });

  test.each<[string, number, Change[]]>([
    ['warnings alone', 0, [warning]],
    ['drift', 7, [drift('nuc02/base', swap)]],
    ['a node that is not Ready', 7, [node('nuc02', { ready: false })]],
    ['a step that is missing', 7, [unmarked('nuc02', 'worker')]],
    ['a host that is off', 3, [unreachable('nuc02')]],
    ['the control plane that is off', 3, [unreachable('nuc01'), noCluster]],
    [
      'a host that is off, and what follows from it',
      3,
      [unreachable('nuc02'), drift('cluster/nodes', inherited('a', 'b'))],
    ],
    ['a host that is off, and drift', 7, [unreachable('nuc02'), drift('nuc03/base', swap)]],
    ['a changed host key', 4, [shut('nuc02', 'changed-host-key', 4)]],
    ['refused logins', 5, [shut('nuc02', 'authentication', 5)]],
    ['refused sudo', 6, [shut('nuc02', 'sudo-password', 6)]],
    [
      'several reasons: the gravest',
      4,
      [
        unreachable('nuc01'),
        shut('nuc02', 'sudo-refused', 6),
        shut('nuc03', 'changed-host-key', 4),
        noCluster,
      ],
    ],
  ])('for %s is %i', (_, exitCode, changes) => {
    expect(statusWith(...changes)).toMatchObject({ exitCode, ok: exitCode === 0 });
  });
});

describe('with names of hosts', () => {
  const of = (names: readonly string[], ...changes: readonly Change[]) =>
    buildStatus(threeNucs, plantedFacts(threeNucs, ...changes), now, names);

  test('only these are shown and counted', () => {
    const status = of(['nuc02'], drift('nuc03/base', swap));
    expect(status.hosts.map(({ name }) => name)).toEqual(['nuc02']);
    expect(status.nodes?.map(({ name }) => name)).toEqual(['nuc02']);
    expect(status).toMatchObject({ ok: true, exitCode: 0, problems: [], summary: { hosts: 1, nodes: 1 } });
  });

  test('the others still explain what follows from them', () => {
    const status = of(
      ['nuc01'],
      drift('nuc03/base', swap),
      drift('cluster/nodes', inherited('nodes_ready', 'b')),
    );
    expect(status).toMatchObject({ ok: true, summary: { steps: { drifted: 0, follows: 1 } } });
  });

  test('a control plane that cannot be asked concerns them all', () => {
    expect(of(['nuc02'], unreachable('nuc01'), noCluster)).toMatchObject({
      ok: false,
      exitCode: 3,
      problems: [{ id: 'unreachable', hosts: ['nuc01'] }],
    });
    expect(of(['nuc02'], unreachable('nuc03')).problems).toEqual([]);
    expect(of(['nuc02'], cluster({ problem: 'timed out' })).problems).toMatchObject([{ id: 'api-server' }]);
  });
});

describe('purity', () => {
  test('the same facts and time give the same status', () => {
    const changes = [drift('nuc02/base', swap), unreachable('nuc03')];
    expect(JSON.stringify(statusWith(...changes))).toBe(JSON.stringify(statusWith(...changes)));
  });

  test('facts of a host that lab.yaml no longer has are left out', () => {
    const smaller = { ...threeNucs, hosts: threeNucs.hosts.slice(0, 2) };
    const status = buildStatus(smaller, plantedFacts(), now);
    expect(status.hosts.map(({ name }) => name)).toEqual(['nuc01', 'nuc02']);
  });

  test('nothing a host says can drive a terminal or turn a text round', () => {
    const evil = '\u001b[2J\u001b]0;title\u0007one\r\ntwo\u009b31m \u202ethree\u2028four\u200b';
    const status = statusWith(
      drift('nuc02/base', own('swap', evil)),
      node('nuc02', { ready: false, message: evil, version: evil }),
      host('nuc01', { versions: { [evil]: evil, containerd: evil }, system: { os: evil } }),
      unreachable('nuc03', { what: evil, fix: evil, kind: evil }),
    );
    expect(JSON.stringify(status)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\\u00|\\[rnt]/u);
    expect(status.problems[2]?.what).toBe('base drifted on nuc02: one two three four');
  });

  test('machine ids stay out of it', () => {
    const status = statusWith(node('nuc02', { machineId: 'f'.repeat(32) }));
    expect(JSON.stringify(status)).not.toMatch(/f{32}|2{32}/);
  });
});

describe('the rules', () => {
  const page = readFileSync(join(__dirname, '../../docs/status.md'), 'utf8');

  test.each(rules.map(({ id }) => id))('%s is explained in docs/status.md', (id) => {
    expect(page).toMatch(new RegExp(`^\\| \`${id}\` +\\|`, 'm'));
  });

  test('have each id once', () => {
    const ids = rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
