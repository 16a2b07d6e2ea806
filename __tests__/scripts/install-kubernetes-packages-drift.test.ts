import { FakeDebian } from './support/fake-debian';
import { preparedOnce } from './support/prepared-once';
import * as steps from './support/steps';

const step = steps.installKubernetesPackages;
const keyFile = 'etc/apt/keyrings/kubernetes-apt-keyring.gpg';
const sourceFile = 'etc/apt/sources.list.d/kubernetes.sources';
const dropIn = 'usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf';

const { copy } = preparedOnce(() => {
  const host = FakeDebian.fresh();
  for (const name of ['kubeadm', 'kubectl']) host.set(`available/${name}`, '1.34.4-1.1\n');
  steps.offer(host, steps.releaseKeyUrl, steps.armored(steps.key));
  host.write(dropIn, '[Service]\nRestart=always\n');
  expect(host.run('apply', step).code).toBe(0);
  return host;
});

describe('install-kubernetes-packages.sh names what somebody changed and repairs it', () => {
  test.each<[string, (host: FakeDebian) => void]>([
    [
      'repository: /etc/apt/sources.list.d/kubernetes.list has another Kubernetes repository, expected only https://pkgs.k8s.io/core:/stable:/v1.34/deb/',
      (h) =>
        h.write(
          'etc/apt/sources.list.d/kubernetes.list',
          'deb [signed-by=/x.gpg] https://pkgs.k8s.io/core:/stable:/v1.28/deb/ /\n',
        ),
    ],
    [
      'repository: /etc/apt/sources.list.d/kubernetes.sources is missing, expected present',
      (h) => h.delete(sourceFile),
    ],
    [
      'repository: URIs is changed in /etc/apt/sources.list.d/kubernetes.sources, expected the applied value',
      (h) => h.write(sourceFile, h.read(sourceFile).replace('v1.34', 'v1.33')),
    ],
    [
      'repository_key: /etc/apt/keyrings/kubernetes-apt-keyring.gpg is missing, expected present',
      (h) => h.delete(keyFile),
    ],
    [
      `repository_key: /etc/apt/keyrings/kubernetes-apt-keyring.gpg has the key unreadable, applied ${steps.fingerprint(steps.key)}`,
      (h) => h.write(keyFile, 'half a file'),
    ],
    [
      'packages: kubelet 1.33.1, applied 1.34.4',
      (h) => h.set('packages/kubelet', 'hold installed 1.33.1-1.1\n'),
    ],
    [
      'packages: kubeadm 1.35.0, applied 1.34.4',
      (h) => h.set('packages/kubeadm', 'hold installed 1.35.0-1.1\n'),
    ],
    [
      'packages: kubectl 1.34.4-1.2, applied 1.34.4-1.1',
      (h) => h.set('packages/kubectl', 'hold installed 1.34.4-1.2\n'),
    ],
    [
      'packages: cri-tools 1.33.0, applied 1.34.0',
      (h) => h.set('packages/cri-tools', 'hold installed 1.33.0-1.1\n'),
    ],
    [
      'packages: kubernetes-cni 1.6.0, applied 1.7.1',
      (h) => h.set('packages/kubernetes-cni', 'hold installed 1.6.0-1.1\n'),
    ],
    ['packages: kubectl is not installed, applied 1.34.4', (h) => h.unset('packages/kubectl')],
    [
      'packages: kubeadm is not installed, applied 1.34.4',
      (h) => h.set('packages/kubeadm', 'hold half-installed 1.34.4-1.1\n'),
    ],
    ['packages: cri-tools is not installed, applied 1.34.0', (h) => h.unset('packages/cri-tools')],
    [
      `unit_files: Restart is no in /${dropIn}, applied always`,
      (h) => h.write(dropIn, '[Service]\nRestart=no\n'),
    ],
    [
      'hold: kubelet is not held, applied held',
      (h) => h.set('packages/kubelet', 'install installed 1.34.4-1.1\n'),
    ],
  ])('%s', (difference, plant) => {
    const host = copy();
    plant(host);
    const [, removed] = /packages: (kubectl|cri-tools) is not installed/.exec(difference) ?? [];
    const check = host.run('check', step);
    expect(check.lines).toEqual([`differs: ${difference}`]);
    expect(check).toMatchObject({ code: 10, changes: [] });
    const apply = host.run('apply', step);
    expect(apply.lines.filter((line) => !line.startsWith('unchanged'))).toEqual([
      `changed: ${difference}`,
      // A package that was removed has lost its hold, too.
      ...(removed === undefined ? [] : [`changed: hold: ${removed} is not held, applied held`]),
    ]);
    expect(apply.code).toBe(0);
    expect(host.run('check', step)).toMatchObject({ code: 0, output: '' });
  });

  test('a live node goes back to the version that was applied, and its kubelet is restarted', () => {
    const host = copy();
    host.write('etc/kubernetes/kubelet.conf', '');
    host.set('packages/kubelet', 'hold installed 1.33.13-1.1\n');
    const apply = host.run('apply', step);
    expect(apply.code).toBe(0);
    expect(apply.changes.slice(-2)).toEqual([
      'apt-get install --allow-change-held-packages --allow-downgrades kubelet=1.34.4-1.1 kubeadm=1.34.4-1.1 kubectl=1.34.4-1.1 cri-tools=1.34.0-1.1 kubernetes-cni=1.7.1-1.1',
      'systemctl try-restart kubelet',
    ]);
  });

  test('a version that is no longer in any repository gives way to what is installed, said once', () => {
    const host = copy();
    host.set('packages/cri-tools', 'hold installed 1.34.1-1.1\n');
    host.set('available/cri-tools', '1.34.1-1.1\n');
    const apply = host.run('apply', step);
    expect(apply.lines).toContain(
      'warning: cri-tools 1.34.0-1.1 is no longer in any repository, 1.34.1-1.1 takes its place',
    );
    expect(apply.code).toBe(0);
    expect(host.run('check', step)).toMatchObject({ code: 0, output: '' });
  });

  test('nothing of versions that an earlier nuclab did not note', () => {
    const host = copy();
    host.delete('var/lib/nuclab/reference');
    host.set('packages/cri-tools', 'hold installed 1.33.0-1.1\n');
    expect(host.run('check', step)).toMatchObject({ code: 0, output: '' });
    expect(host.run('apply', step)).toMatchObject({ code: 0, changes: [] });
    host.set('packages/cri-tools', 'hold installed 1.32.0-1.1\n');
    expect(host.run('check', step).lines).toEqual(['differs: packages: cri-tools 1.32.0, applied 1.33.0']);
  });
});
