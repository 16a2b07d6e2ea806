import { parse } from 'smol-toml';
import { FakeDebian } from './support/fake-debian';
import { disposedAtEnd, preparedOnce } from './support/prepared-once';
import * as steps from './support/steps';

const step = steps.installContainerRuntime;
const items = ['runtime_package', 'runtime_hold', 'configuration', 'registry_mirrors', 'crictl'].concat([
  'service_files',
  'service',
  'effective_settings',
]);

function fresh(): FakeDebian {
  const host = disposedAtEnd(FakeDebian.fresh());
  host.set('packages/kubeadm', 'hold installed 1.34.4-1.1\n');
  return host;
}

function config(host: FakeDebian): unknown {
  return parse(host.read('etc/containerd/config.toml'));
}

const { original, copy } = preparedOnce(() => {
  const host = fresh();
  expect(host.run('apply', step).lines.filter((line) => line.startsWith('error'))).toEqual([]);
  return host;
});

describe('install-container-runtime.sh on a fresh host', () => {
  test('check names what is missing and changes nothing', () => {
    const run = fresh().run('check', step);
    expect(run.lines).toEqual([
      'differs: runtime_package: containerd is not installed, applied installed',
      'differs: configuration: /etc/containerd/config.toml is missing, expected present',
      'differs: registry_mirrors: /etc/containerd/certs.d/registry.k8s.io/hosts.toml is missing, expected present',
      'differs: crictl: /etc/crictl.yaml is missing, expected present',
      'differs: service: containerd is stopped, applied running',
    ]);
    expect(run.code).toBe(10);
    expect(run.changes).toEqual([]);
  });

  test('apply installs, holds and restarts once', () => {
    expect(fresh().run('apply', step).changes).toEqual([
      'apt-get update',
      'apt-get install --allow-change-held-packages --allow-downgrades containerd runc',
      'apt-mark hold containerd runc',
      'systemctl restart containerd',
    ]);
  });

  test('a second apply finds every item unchanged and restarts nothing', () => {
    const run = copy().run('apply', step);
    expect(run.lines).toEqual(items.map((item) => `unchanged: ${item}`));
    expect(run.changes).toEqual([]);
  });

  test('containerd 1.7 gets a version 2 file with the pause image that kubeadm names', () => {
    expect(config(original())).toMatchObject({
      version: 2,
      plugins: {
        'io.containerd.grpc.v1.cri': {
          sandbox_image: 'registry.k8s.io/pause:3.10.1',
          restrict_oom_score_adj: false,
        },
      },
    });
  });

  test.each([
    ['2.1.4-1', { bin_dirs: ['/opt/cni/bin'], conf_dir: '/etc/cni/net.d' }],
    ['2.0.5-1', { bin_dir: '/opt/cni/bin', conf_dir: '/etc/cni/net.d' }],
  ])('containerd %s gets a version 3 file in its own words', (version, cni) => {
    const host = fresh();
    host.set('available/containerd', `${version}\n`);
    host.run('apply', step);
    expect(config(host)).toMatchObject({
      version: 3,
      plugins: {
        'io.containerd.cri.v1.images': { pinned_images: { sandbox: 'registry.k8s.io/pause:3.10.1' } },
        'io.containerd.cri.v1.runtime': { cni },
      },
    });
  });

  test('containerd 2.1 is verified by its merged configuration where crictl info is silent', () => {
    const host = fresh();
    host.set('available/containerd', '2.1.4-1\n');
    expect(host.run('apply', step).code).toBe(0);
    expect(host.run('check', step)).toMatchObject({ code: 0, output: '' });
  });

  test.each([
    ['without the right to lower OOM scores', 'proc/1/status', 'CapBnd:\t000001fffeffffff\n'],
    ['in a user namespace', 'proc/self/uid_map', '         0     100000      65536\n'],
  ])('on a host %s containerd is told not to lower them', (_words, file, text) => {
    const host = fresh();
    host.write(file, text);
    expect(host.run('apply', step).code).toBe(0);
    expect(config(host)).toMatchObject({
      plugins: { 'io.containerd.grpc.v1.cri': { restrict_oom_score_adj: true } },
    });
  });
});

describe('install-container-runtime.sh and the mirrors of others', () => {
  test("a mirror that left lab.yaml is removed, somebody else's stays", () => {
    const host = copy();
    host.write('etc/containerd/certs.d/quay.io/hosts.toml', 'server = "https://quay.io"\n');
    const run = host.run('apply', step, { MIRRORED_REGISTRIES: '' });
    expect(run.lines).toContain('changed: registry_mirrors: registry.k8s.io has a mirror, expected none');
    expect(host.exists('etc/containerd/certs.d/registry.k8s.io')).toBe(false);
    expect(host.exists('etc/containerd/certs.d/quay.io/hosts.toml')).toBe(true);
    expect(run.changes).toEqual([]);
  });
});

describe('install-container-runtime.sh and Docker', () => {
  test('with auto the containerd.io of Docker stays, with CRI switched on', () => {
    const host = fresh();
    host.set('packages/containerd.io', 'install installed 1.7.28-1\n');
    host.write('etc/containerd/config.toml', 'disabled_plugins = ["cri"]\n');
    host.set('running.toml', 'disabled_plugins = ["cri"]\n');
    host.set('units/containerd.active', 'active\n');
    host.set('units/containerd.enabled', 'enabled\n');
    const run = host.run('apply', step);
    expect(run.code).toBe(0);
    expect(run.changes).toEqual(['apt-mark hold containerd.io', 'systemctl restart containerd']);
  });

  test("containerd.io is fetched from Docker's repository when nothing else has it", () => {
    const host = fresh();
    steps.offer(host, 'https://download.docker.com/linux/debian/gpg', steps.armored(steps.otherKey));
    const run = host.run('apply', step, { RUNTIME_PACKAGE: 'containerd.io' });
    expect(run.lines.at(-1)).toBe(
      `error: the key at https://download.docker.com/linux/debian/gpg has the fingerprint ${steps.fingerprint(steps.otherKey)}, expected 9DC858229FC7DD38854AE2D88D81803C0EBFCD88; ` +
        'fix: ask the owner of the repository about its new key; until nuclab knows it nothing is installed from there',
    );
    expect(run.code).toBe(13);
  });

  test.each([
    ['containerd.io', 'docker.io'],
    ['containerd', 'docker-ce'],
  ])('the package %s is refused where it would remove %s', (wanted, docker) => {
    const host = fresh();
    host.set(`packages/${docker}`, 'install installed 26.1.5-1\n');
    const run = host.run('apply', step, { RUNTIME_PACKAGE: wanted });
    expect(run.lines.at(-1)).toBe(
      `error: the package ${wanted} would remove ${docker} from the host; fix: set kubernetes.containerRuntime.package in lab.yaml to auto, or remove ${docker} from the host`,
    );
    expect(run.code).toBe(14);
    expect(run.changes).toEqual([]);
  });
});

describe('install-container-runtime.sh refuses', () => {
  test('to begin before kubeadm is there, while check just names the differences', () => {
    const host = fresh();
    host.program('kubeadm');
    const run = host.run('apply', step);
    expect(run.lines).toEqual([
      'error: kubeadm is not installed, but it names the pause image; fix: deploy the step kubernetes-packages of this host first',
    ]);
    expect(run.code).toBe(14);
    expect(host.run('check', step).code).toBe(10);
  });

  test('a containerd that is too old for the wanted Kubernetes', () => {
    const run = copy().run('apply', step, { KUBERNETES_VERSION: '1.36.2' });
    expect(run.lines.at(-1)).toBe(
      'error: containerd 1.7.24 is too old for Kubernetes 1.36.2, which needs 2.0 or newer; fix: set kubernetes.containerRuntime.package in lab.yaml to containerd.io',
    );
    expect(run.code).toBe(14);
  });

  test('a containerd that does not start', () => {
    const host = copy();
    host.set('units/containerd.active', 'failed\n');
    host.set('start-containerd', 'Job for containerd.service failed\n');
    const run = host.run('apply', step);
    expect(run.lines.at(-1)).toBe(
      "error: containerd does not run: it did not start; fix: look at 'journalctl -u containerd' on the host, fix what it names, then deploy again",
    );
    expect(run.code).toBe(14);
  });

  test('a kubeadm that does not name its pause image', () => {
    const host = fresh();
    host.program('kubeadm', '#!/bin/sh\nexit 1\n');
    const run = host.run('apply', step);
    expect(run.lines.at(-1)).toBe(
      "error: kubeadm does not name the pause image of Kubernetes 1.34.4; fix: run 'kubeadm config images list' on the host, fix what it names, then deploy again",
    );
    expect(run.code).toBe(14);
  });
});
