import { statSync } from 'node:fs';
import { join } from 'node:path';
import { FakeCluster } from './support/fake-cluster';
import { preparedOnce } from './support/prepared-once';

const step = {
  phase: 'control-plane',
  script: 'init-control-plane.sh',
  inputs: { HOST_NAME: 'nuc01', HOST_ADDRESS: '10.0.0.11', LAB: 'lab', KUBERNETES_VERSION: '1.34.4' },
  files: { 'files/kubeadm.yaml': 'kind: InitConfiguration\n' },
};
const manifests = 'etc/kubernetes/manifests';
const phase = (words: string): string =>
  `kubeadm init phase ${words} --config /step/control-plane/files/kubeadm.yaml`;

describe('init-control-plane.sh', () => {
  let host: FakeCluster;
  const { copy } = preparedOnce(async () => {
    const made = FakeCluster.prepared({ 're-register': '' });
    expect((await made.run('apply', step)).code).toBe(0);
    return made;
  });
  beforeEach(() => (host = copy()));

  const edit = (path: string, from: string, to: string): void =>
    host.write(path, host.read(path).replace(from, to));

  /** What the check says, what the repair changes on the host, and that nothing is left. */
  const repaired = async (differences: readonly string[], calls: readonly string[]): Promise<void> => {
    expect(await host.run('check', step)).toMatchObject({ code: 10, calls: [], lines: differences });
    const apply = await host.run('apply', step);
    expect(apply.lines.filter((line) => !line.startsWith('unchanged'))).toEqual(
      differences.map((line) => line.replace('differs', 'changed')),
    );
    expect(apply).toMatchObject({ code: 0, calls });
    expect(await host.run('check', step)).toMatchObject({ code: 0, lines: [] });
  };

  it.each<[string, () => void, string[]]>([
    [
      'manifests: --profiling is true in /etc/kubernetes/manifests/kube-apiserver.yaml, expected none',
      () => edit(`${manifests}/kube-apiserver.yaml`, 'spec:\n', 'spec:\n    - --profiling=true\n'),
      [],
    ],
    [
      'manifests: image is changed in /etc/kubernetes/manifests/kube-scheduler.yaml, expected the applied value',
      () => edit(`${manifests}/kube-scheduler.yaml`, 'v1.34.4', 'v9.9.9'),
      [],
    ],
    [
      'manifests: /etc/kubernetes/manifests/etcd.yaml is missing, expected present',
      () => host.remove(`${manifests}/etcd.yaml`),
      [],
    ],
    [
      'manifests: /etc/kubernetes/manifests/kube-controller-manager.yaml is missing, expected present',
      () => host.remove(`${manifests}/kube-controller-manager.yaml`),
      [],
    ],
    [
      'kubelet_files: maxPods is 20 in /var/lib/kubelet/config.yaml, applied 110',
      () => edit('var/lib/kubelet/config.yaml', '110', '20'),
      ['systemctl restart kubelet'],
    ],
    [
      'kubelet_service: kubelet is stopped, applied running',
      () => host.set('kubelet', 'inactive\n'),
      ['systemctl start kubelet'],
    ],
    [
      'kubelet_service: kubelet is disabled at boot, applied enabled',
      () => host.set('enabled', 'disabled\n'),
      ['systemctl enable kubelet.service', 'systemctl start kubelet'],
    ],
    [
      'admin_conf: /etc/kubernetes/admin.conf is missing, expected present',
      () => host.remove('etc/kubernetes/admin.conf'),
      [phase('kubeconfig admin')],
    ],
    [
      'admin_conf: /etc/kubernetes/admin.conf names the API server https://10.9.9.9:6443, applied https://10.0.0.11:6443',
      () => edit('etc/kubernetes/admin.conf', '10.0.0.11', '10.9.9.9'),
      [phase('kubeconfig admin')],
    ],
    [
      'admin_conf: /etc/kubernetes/admin.conf holds no certificate, expected one',
      () => edit('etc/kubernetes/admin.conf', 'client-certificate-data: Q0VSVA==', ''),
      [phase('kubeconfig admin')],
    ],
    [
      'kubeconfigs: /etc/kubernetes/kubelet.conf is missing, expected present',
      () => host.remove('etc/kubernetes/kubelet.conf'),
      [phase('kubeconfig kubelet'), 'systemctl restart kubelet'],
    ],
    [
      'kubeconfigs: /etc/kubernetes/scheduler.conf is missing, expected present',
      () => host.remove('etc/kubernetes/scheduler.conf'),
      [phase('kubeconfig scheduler')],
    ],
    [
      'admin_kubeconfig: /home/admin/.kube/config is missing, expected present',
      () => host.remove('home/admin/.kube'),
      [],
    ],
    [
      'admin_kubeconfig: /home/admin/.kube/config does not hold the credentials of /etc/kubernetes/admin.conf, expected those',
      () => host.write('home/admin/.kube/config', 'another cluster\n'),
      [],
    ],
    [
      'identity: node nuc01 is another machine, expected this host',
      () => host.set('node', 'ffff v1.34.4 10.244.1.0/24 10.0.0.11\n'),
      ['systemctl restart kubelet'],
    ],
    [
      'identity: node nuc01 has the address 192.168.7.7, applied 10.0.0.11',
      () => host.set('node', '0123456789abcdef0123456789abcdef v1.34.4 10.244.1.0/24 192.168.7.7\n'),
      ['systemctl restart kubelet'],
    ],
    [
      'registered: node nuc01 is not registered, applied registered',
      () => host.unset('node'),
      [
        'systemctl stop kubelet',
        'crictl stopp pod-1',
        'crictl stop flannel-1',
        'systemctl start kubelet',
        phase('mark-control-plane'),
      ],
    ],
  ])('names %s and repairs it', async (difference, plant, calls) => {
    plant();
    await repaired([`differs: ${difference}`], calls);
  });

  it('gives a node that registers again the labels and taints that the step nodes had set', async () => {
    host.set(
      'memory/node-settings',
      'nuc01 label disk=ssd\nnuc01 label node-role.kubernetes.io/control-plane=\nnuc01 taint gpu=true:NoSchedule\nnuc02 label disk=hdd\n',
    );
    host.unset('node');
    host.set('settings', 'nuc01 taint node-role.kubernetes.io/control-plane:NoSchedule\n');
    expect((await host.run('apply', step)).code).toBe(0);
    expect(host.state('settings')).toBe(
      'nuc01 ours label disk,label node-role.kubernetes.io/control-plane,taint gpu:NoSchedule\n' +
        'nuc01 label disk=ssd\nnuc01 label node-role.kubernetes.io/control-plane=\nnuc01 taint gpu=true:NoSchedule\n',
    );
  });

  it('puts kube-apiserver.yaml back after somebody moved it away, and waits for the API server', async () => {
    host.remove(`${manifests}/kube-apiserver.yaml`);
    host.unset('api');
    expect((await host.run('check', step)).lines).toEqual([
      'differs: manifests: /etc/kubernetes/manifests/kube-apiserver.yaml is missing, expected present',
      'follows: api_answers: the API server does not respond: The connection to the server was refused',
    ]);
    host.set('api-comes-up', '');
    const apply = await host.run('apply', step);
    expect(apply.code).toBe(0);
    expect(host.has(`${manifests}/kube-apiserver.yaml`)).toBe(true);
    expect(await host.run('check', step)).toMatchObject({ code: 0, lines: [] });
  });

  it('leaves other static pods alone, and nothing beside the manifests that kubelet would run', async () => {
    host.write(`${manifests}/exercise.yaml`, 'kind: Pod\n');
    expect(await host.run('check', step)).toMatchObject({ code: 0, lines: [] });
    edit(`${manifests}/etcd.yaml`, 'spec', 'spek');
    await host.run('apply', step);
    expect(host.list(manifests)).toEqual(
      ['etcd', 'exercise', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map(
        (name) => `${name}.yaml`,
      ),
    );
    expect(host.read('var/lib/nuclab/replaced/control-plane/etc/kubernetes/manifests/etcd.yaml')).toContain(
      'spek',
    );
  });

  it('puts no older manifest back over a control plane that somebody upgraded', async () => {
    host.set('version', '1.35.1');
    edit(`${manifests}/kube-apiserver.yaml`, 'v1.34.4', 'v1.35.1');
    expect((await host.run('check', step)).lines).toEqual([
      'differs: manifests: image is changed in /etc/kubernetes/manifests/kube-apiserver.yaml, expected the applied value',
      'differs: api_version: the API server runs v1.35.1, applied v1.34.4',
    ]);
    const apply = await host.run('apply', step);
    expect(apply).toMatchObject({ code: 15, calls: [] });
    expect(apply.lines.at(-1)).toBe(
      "error: the API server runs v1.35.1, expected v1.34.4; fix: run 'kubeadm upgrade apply v1.34.4' on nuc01, or set kubernetes.version back in lab.yaml",
    );
    expect(host.read(`${manifests}/kube-apiserver.yaml`)).toContain('v1.35.1');
  });

  it('names the API server itself when nothing on the host explains that it does not respond', async () => {
    host.unset('api');
    expect((await host.run('check', step)).lines).toEqual([
      'differs: api_answers: the API server does not respond: The connection to the server was refused',
    ]);
    host.set('containerd', 'inactive\n');
    expect((await host.run('check', step)).lines).toEqual([
      'follows: api_answers: the API server does not respond: The connection to the server was refused',
    ]);
    host.set('containerd', 'active\n');
    host.set('kubelet', 'inactive\n');
    expect((await host.run('check', step)).lines).toEqual([
      'differs: kubelet_service: kubelet is stopped, applied running',
      'follows: api_answers: the API server does not respond: The connection to the server was refused',
    ]);
  });

  it('closes a kubeconfig of the admin user that others may read', async () => {
    host.write('home/admin/.kube/config', host.read('etc/kubernetes/admin.conf'), 0o644);
    const { lines } = await host.run('check', step);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^differs: admin_kubeconfig: .* has owner and mode \S+ 644, applied \S+ 600$/);
    expect((await host.run('apply', step)).code).toBe(0);
    expect(statSync(join(host.root, 'home/admin/.kube/config')).mode & 0o777).toBe(0o600);
  });

  it('keeps silent about files that an earlier nuclab made no copy of, until it has one', async () => {
    host.remove('var/lib/nuclab/reference');
    edit(`${manifests}/etcd.yaml`, 'v1.34.4', 'v1.34.5');
    expect(await host.run('check', step)).toMatchObject({ code: 0, lines: [] });
    expect(await host.run('apply', step)).toMatchObject({ code: 0, calls: [] });
    host.remove(`${manifests}/etcd.yaml`);
    expect((await host.run('check', step)).lines).toEqual([
      'differs: manifests: /etc/kubernetes/manifests/etcd.yaml is missing, expected present',
    ]);
  });

  it('keeps copies that only root may read, and no secret among them', () => {
    const folder = join(host.root, 'var/lib/nuclab/reference/control-plane');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(host.list('var/lib/nuclab/reference/control-plane/files/etc/kubernetes')).toEqual(['manifests']);
    expect(host.list('var/lib/nuclab/reference/control-plane/files/var/lib/kubelet')).toEqual([
      'config.yaml',
      'kubeadm-flags.env',
    ]);
  });
});
