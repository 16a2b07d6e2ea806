import { FakeDebian } from './support/fake-debian';
import { preparedOnce } from './support/prepared-once';
import { prepareHost } from './support/steps';

const { copy } = preparedOnce(() => {
  const host = FakeDebian.fresh();
  expect(host.run('apply', prepareHost).code).toBe(0);
  return host;
});

function withUfw(rules: string): FakeDebian {
  const host = copy();
  host.write('etc/ufw/ufw.conf', 'ENABLED=yes\nLOGLEVEL=low\n');
  host.set('ufw-rules', rules);
  return host;
}

function withFirewalld(): FakeDebian {
  const host = copy();
  host.set('firewalld', 'running\n');
  host.set('firewalld-live', 'ssh\n');
  host.set('firewalld-permanent', 'ssh\n');
  return host;
}

const ufwRules = [
  "ufw allow 6443/tcp comment 'nuclab'",
  "ufw allow from 10.0.0.12 to any port 10250 proto tcp comment 'nuclab'",
  "ufw allow from 10.0.0.13 to any port 10250 proto tcp comment 'nuclab'",
  "ufw allow 30000:32767/tcp comment 'nuclab'",
  "ufw allow in on cni0 comment 'nuclab'",
  "ufw route allow in on cni0 comment 'nuclab'",
  "ufw route allow out on cni0 comment 'nuclab'",
  "ufw allow in on flannel.1 comment 'nuclab'",
  "ufw route allow in on flannel.1 comment 'nuclab'",
  "ufw route allow out on flannel.1 comment 'nuclab'",
];

describe('prepare-host.sh where ufw is active', () => {
  test('opens exactly the ports of the role and the way for the pods, once', () => {
    const host = withUfw('ufw allow 22/tcp\n');
    const run = host.run('apply', prepareHost);
    expect(run.lines).toContain('changed: firewall: ufw closes port 6443/tcp, applied open');
    expect(host.state('ufw-rules').trim().split('\n')).toEqual(['ufw allow 22/tcp', ...ufwRules]);
    const again = host.run('apply', prepareHost);
    expect(again.lines).toContain('unchanged: firewall');
    expect(again.changes).toEqual([]);
  });

  test.each([
    ['port 10250/tcp from 10.0.0.13', ufwRules[2]],
    ['port 30000-32767/tcp', ufwRules[3]],
    ["the pods' interface cni0", ufwRules[6]],
  ])('check names %s when its rule is gone', (words, rule) => {
    const host = withUfw(ufwRules.filter((other) => other !== rule).join('\n'));
    const run = host.run('check', prepareHost);
    expect(run.lines).toEqual([`differs: firewall: ufw closes ${words}, applied open`]);
    expect(run.code).toBe(10);
  });

  test('a rule that somebody wrote by hand is good enough', () => {
    const host = withUfw(['ufw allow 6443/tcp', ...ufwRules.slice(1)].join('\n'));
    expect(host.run('check', prepareHost).code).toBe(0);
  });

  test('a rule that ufw refuses ends the step', () => {
    const host = withUfw('');
    host.set('ufw-add', 'ERROR: problem running ufw-init\n');
    const run = host.run('apply', prepareHost);
    expect(run.lines.at(-1)).toBe(
      "error: ufw refuses the rule 'allow 6443/tcp'; fix: run 'ufw allow 6443/tcp' on the host, fix what it names, then deploy again",
    );
    expect(run.code).toBe(20);
  });

  test('switched off it is left alone', () => {
    const host = withUfw('');
    host.write('etc/ufw/ufw.conf', 'ENABLED=no\n');
    expect(host.run('check', prepareHost).code).toBe(0);
  });
});

describe('prepare-host.sh where firewalld is active', () => {
  test('opens ports, lets peers in by rich rules and trusts the interfaces of the pods, now and at boot', () => {
    const host = withFirewalld();
    expect(host.run('check', prepareHost).lines).toEqual([
      'differs: firewall: firewalld closes port 6443/tcp, applied open',
    ]);
    expect(host.run('apply', prepareHost).code).toBe(0);
    const rules = [
      'ssh',
      '6443/tcp',
      'rule family="ipv4" source address="10.0.0.12" port port="10250" protocol="tcp" accept',
      'rule family="ipv4" source address="10.0.0.13" port port="10250" protocol="tcp" accept',
      '30000-32767/tcp',
      'cni0',
      'flannel.1',
    ];
    expect(host.state('firewalld-permanent').trim().split('\n')).toEqual(rules);
    expect(host.state('firewalld-live').trim().split('\n')).toEqual(rules);
    expect(host.run('apply', prepareHost).changes).toEqual([]);
  });

  test('a rule that would be gone after a reboot is a difference', () => {
    const host = withFirewalld();
    host.run('apply', prepareHost);
    host.set('firewalld-permanent', host.state('firewalld-permanent').replace('cni0\n', ''));
    expect(host.run('check', prepareHost).lines).toEqual([
      "differs: firewall: firewalld closes the pods' interface cni0, applied open",
    ]);
  });

  test('a rule that firewalld refuses ends the step', () => {
    const host = withFirewalld();
    host.set('firewalld-add', 'Error: INVALID_PORT\n');
    const run = host.run('apply', prepareHost);
    expect(run.lines.at(-1)).toBe(
      "error: firewalld refuses port 6443/tcp; fix: look at 'journalctl -u firewalld' on the host, then deploy again",
    );
    expect(run.code).toBe(20);
  });
});
