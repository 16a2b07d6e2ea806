import { statSync, symlinkSync } from 'node:fs';
import { FakeDebian } from './support/fake-debian';
import { preparedOnce } from './support/prepared-once';
import * as steps from './support/steps';

const step = steps.installContainerRuntime;
const config = 'etc/containerd/config.toml';
const mirror = 'etc/containerd/certs.d/registry.k8s.io/hosts.toml';

const { copy } = preparedOnce(() => {
  const host = FakeDebian.fresh();
  host.set('packages/kubeadm', 'hold installed 1.34.4-1.1\n');
  // What the admin set for containerd before nuclab came is the admin's.
  host.write('etc/systemd/system/containerd.service.d/proxy.conf', '[Service]\nEnvironment=HTTP_PROXY=x\n');
  host.write('usr/lib/systemd/system/containerd.service', '[Service]\nDelegate=yes\n');
  expect(host.run('apply', step).code).toBe(0);
  return host;
});

type Drift = readonly [difference: string, plant: (host: FakeDebian) => void];
const edited = (path: string, from: string, to: string) => (h: FakeDebian) =>
  h.write(path, h.read(path).replace(from, to));
const running = (from: string, to: string) => (h: FakeDebian) =>
  h.set('running.toml', h.state('running.toml').replace(from, to));

const drifts: readonly Drift[] = [
  [
    'runtime_package: containerd 1.7.20, applied 1.7.24',
    (h) => h.set('packages/containerd', 'hold installed 1.7.20~ds1-1\n'),
  ],
  [
    'runtime_package: containerd 1.7.24~ds1-6+rebuilt, applied 1.7.24~ds1-6',
    (h) => h.set('packages/containerd', 'hold installed 1.7.24~ds1-6+rebuilt\n'),
  ],
  ['runtime_package: runc 1.2.0, applied 1.1.15', (h) => h.set('packages/runc', 'hold installed 1.2.0-1\n')],
  [
    'runtime_hold: runc is not held, applied held',
    (h) => h.set('packages/runc', 'install installed 1.1.15-2\n'),
  ],
  [
    'configuration: SystemdCgroup is false in /etc/containerd/config.toml, applied true',
    edited(config, 'SystemdCgroup = true', 'SystemdCgroup = false'),
  ],
  [
    'configuration: sandbox_image is changed in /etc/containerd/config.toml, expected the applied value',
    edited(config, 'pause:3.10.1', 'pause:3.8'),
  ],
  [
    'configuration: disabled_plugins is in /etc/containerd/config.toml, expected none',
    edited(config, 'version = 2', 'version = 2\ndisabled_plugins = ["cri"]'),
  ],
  [
    'configuration: config_path is not in /etc/containerd/config.toml, expected present',
    edited(config, '  config_path = "/etc/containerd/certs.d"\n', ''),
  ],
  ['configuration: /etc/containerd/config.toml is missing, expected present', (h) => h.delete(config)],
  [`registry_mirrors: /${mirror} is missing, expected present`, (h) => h.delete('etc/containerd/certs.d')],
  [
    `registry_mirrors: server is changed in /${mirror}, expected the applied value`,
    edited(mirror, 'https', 'http'),
  ],
  [
    'registry_mirrors: quay.io has a mirror, expected none',
    (h) =>
      h.write(
        'etc/containerd/certs.d/quay.io/hosts.toml',
        '# written by nuclab: kubernetes.registryMirrors\n',
      ),
  ],
  ['crictl: /etc/crictl.yaml is missing, expected present', (h) => h.delete('etc/crictl.yaml')],
  [
    'crictl: timeout is 2 in /etc/crictl.yaml, applied 10',
    edited('etc/crictl.yaml', 'timeout: 10', 'timeout: 2'),
  ],
  [
    'service_files: /etc/systemd/system/containerd.service.d/limit.conf is present, expected none',
    (h) => h.write('etc/systemd/system/containerd.service.d/limit.conf', '[Service]\nTasksMax=10\n'),
  ],
  [
    'service_files: /etc/systemd/system/containerd.service.d/proxy.conf is missing, expected present',
    (h) => h.delete('etc/systemd/system/containerd.service.d'),
  ],
  [
    'service_files: Environment is changed in /etc/systemd/system/containerd.service.d/proxy.conf, expected the applied value',
    edited(
      'etc/systemd/system/containerd.service.d/proxy.conf',
      'HTTP_PROXY=x',
      'HTTP_PROXY=http://me:secret@y',
    ),
  ],
  [
    'service_files: /usr/lib/systemd/system/containerd.service is missing, expected present',
    (h) => h.delete('usr/lib/systemd/system'),
  ],
  ['service: containerd is stopped, applied running', (h) => h.set('units/containerd.active', 'inactive\n')],
  ['service: containerd has failed, applied running', (h) => h.set('units/containerd.active', 'failed\n')],
  [
    'service: containerd is disabled at boot, applied enabled',
    (h) => h.set('units/containerd.enabled', 'disabled\n'),
  ],
  [
    'service: containerd is masked, applied enabled',
    (h) => {
      h.set('units/containerd.enabled', 'masked\n');
      h.set('units/containerd.active', 'inactive\n');
    },
  ],
  [
    'effective_settings: containerd does not use the cgroup driver systemd, applied systemd',
    running('SystemdCgroup = true', 'SystemdCgroup = false'),
  ],
  [
    'effective_settings: containerd looks for network plugins elsewhere, applied /opt/cni/bin',
    running('"/opt/cni/bin"', '"/usr/lib/cni"'),
  ],
  [
    'effective_settings: containerd looks for network configuration elsewhere, applied /etc/cni/net.d',
    running('"/etc/cni/net.d"', '"/etc/cni"'),
  ],
  [
    'effective_settings: containerd uses another pause image, applied registry.k8s.io/pause:3.10.1',
    running('pause:3.10.1', 'pause:3.8'),
  ],
  [
    'effective_settings: containerd does not look at registry mirrors, applied /etc/containerd/certs.d',
    running('"/etc/containerd/certs.d"', '""'),
  ],
  [
    'effective_settings: containerd has another restrict_oom_score_adj, applied false',
    running('restrict_oom_score_adj = false', 'restrict_oom_score_adj = true'),
  ],
  [
    'effective_settings: containerd does not respond as a container runtime, expected a response',
    (h) => h.set('running.toml', 'disabled_plugins = ["cri"]\n'),
  ],
  [
    'effective_settings: containerd was started before its configuration was written, expected a restart',
    (h) => h.set('containerd-started', 'Thu 2020-01-02 03:04:05 UTC\n'),
  ],
  [
    'effective_settings: containerd runs a program that was replaced, expected a restart',
    (h) => {
      h.set('containerd-pid', '812\n');
      h.write('proc/812/comm', 'containerd\n');
      symlinkSync('/usr/bin/containerd (deleted)', h.path('proc/812/exe'));
    },
  ],
];

/** Items whose drifts do not touch each other: one of each at a time. The others are checked alone. */
const beside = ['configuration', 'registry_mirrors', 'crictl', 'service'];
const columns = beside.map((item) => drifts.filter(([text]) => text.startsWith(`${item}:`)));
const together = [0, 1, 2, 3, 4].map((row) => columns.flatMap((column) => column.slice(row, row + 1)));
const alone = drifts
  .filter(([text]) => !beside.some((item) => text.startsWith(`${item}:`)))
  .map((drift) => [drift]);

describe('install-container-runtime.sh names what somebody changed and repairs it', () => {
  test.each([...together, ...alone].map((round) => [round.map(([text]) => text).join('; '), round] as const))(
    '%s',
    (_title, round) => {
      const host = copy();
      round.forEach(([, plant]) => plant(host));
      const check = host.run('check', step);
      expect(check.lines).toEqual(round.map(([text]) => `differs: ${text}`));
      expect(check).toMatchObject({ code: 10, changes: [] });
      const apply = host.run('apply', step);
      expect(apply.lines).toEqual(expect.arrayContaining(round.map(([text]) => `changed: ${text}`)));
      expect(apply.code).toBe(0);
      expect(host.run('check', step)).toMatchObject({ code: 0, output: '' });
    },
  );

  test('runc that was removed comes back in its version, held', () => {
    const host = copy();
    host.unset('packages/runc');
    expect(host.run('check', step).lines).toEqual([
      'differs: runtime_package: runc is not installed, applied 1.1.15-2',
    ]);
    const apply = host.run('apply', step);
    expect(apply.changes).toEqual([
      'apt-get install --allow-change-held-packages --allow-downgrades containerd=1.7.24~ds1-6 runc=1.1.15-2',
      'apt-mark hold containerd runc',
    ]);
    expect(apply.code).toBe(0);
  });

  test('nothing of drop-ins that an earlier nuclab did not note', () => {
    const host = copy();
    host.delete('var/lib/nuclab/reference');
    host.write('etc/systemd/system/containerd.service.d/limit.conf', '[Service]\nTasksMax=10\n');
    expect(host.run('check', step)).toMatchObject({ code: 0, output: '' });
    expect(host.run('apply', step)).toMatchObject({ code: 0, changes: [] });
    host.delete('etc/systemd/system/containerd.service.d/limit.conf');
    expect(host.run('check', step).lines).toEqual([
      'differs: service_files: /etc/systemd/system/containerd.service.d/limit.conf is missing, expected present',
    ]);
  });

  test('what a replaced drop-in held is kept for its admin, closed to others', () => {
    const host = copy();
    host.write('etc/systemd/system/containerd.service.d/limit.conf', '[Service]\nTasksMax=10\n');
    const run = host.run('apply', step);
    expect(run.output).toContain(
      'the previous content of /etc/systemd/system/containerd.service.d/limit.conf is kept in /var/lib/nuclab/replaced/container-runtime/etc/systemd/system/containerd.service.d/limit.conf\n',
    );
    expect(host.exists('etc/systemd/system/containerd.service.d/limit.conf')).toBe(false);
    const kept = 'var/lib/nuclab/replaced/container-runtime';
    expect(host.read(`${kept}/etc/systemd/system/containerd.service.d/limit.conf`)).toContain('TasksMax=10');
    expect(statSync(host.path(kept)).mode & 0o777).toBe(0o700);
    expect(statSync(host.path('var/lib/nuclab/reference/container-runtime')).mode & 0o777).toBe(0o700);
  });
});
