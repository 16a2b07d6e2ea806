import { FakeCluster } from './support/fake-cluster';
import { preparedOnce } from './support/prepared-once';
import type { ClusterStep } from './support/fake-cluster';

const config = 'var/lib/kubelet/config.yaml';
const flags = 'var/lib/kubelet/kubeadm-flags.env';
const dropIns = 'etc/systemd/system/kubelet.service.d';

describe('join-worker.sh', () => {
  let host: FakeCluster;
  const step = (files = {}): ClusterStep => ({
    phase: 'worker',
    script: 'join-worker.sh',
    inputs: {
      HOST_NAME: 'nuc02',
      HOST_ADDRESS: '10.0.0.12',
      LAB: 'lab',
      KUBERNETES_VERSION: '1.34.4',
      API_ENDPOINT: `127.0.0.1:${host.port}`,
    },
    files,
  });
  const edit = (path: string, from: string, to: string): void =>
    host.write(path, host.read(path).replace(from, to));

  const { copy } = preparedOnce(async () => {
    host = FakeCluster.prepared({ name: 'nuc02', address: '10.0.0.12', api: '', 're-register': '' });
    host.set('endpoint', `127.0.0.1:${host.port}`);
    host.write('etc/default/kubelet', 'KUBELET_EXTRA_ARGS=\n');
    host.write(`${dropIns}/10-lab.conf`, '[Service]\nCPUWeight=200\n');
    expect((await host.run('apply', step({ 'secret/join.yaml': 'token\n' }))).code).toBe(0);
    return host;
  });
  beforeEach(() => (host = copy()));

  /** What the check says, what the repair changes on the host, and that nothing is left. */
  const repaired = async (differences: readonly string[], calls: readonly string[]): Promise<void> => {
    expect(await host.run('check', step())).toMatchObject({ code: 10, calls: [], lines: differences });
    const apply = await host.run('apply', step());
    expect(apply).toMatchObject({ code: 0, calls });
    expect(apply.lines.filter((line) => !line.startsWith('unchanged'))).toEqual(
      differences.map((line) => line.replace('differs', 'changed')),
    );
    expect(await host.run('check', step())).toMatchObject({ code: 0, lines: [] });
  };

  it.each<[string, () => void, string[]]>([
    [
      'kubelet_files: maxPods is 20 in /var/lib/kubelet/config.yaml, applied 110',
      () => edit(config, 'maxPods: 110', 'maxPods: 20'),
      ['systemctl restart kubelet'],
    ],
    [
      'kubelet_files: cgroupDriver is cgroupfs in /var/lib/kubelet/config.yaml, applied systemd',
      () => edit(config, 'systemd', 'cgroupfs'),
      ['systemctl restart kubelet'],
    ],
    [
      'kubelet_files: /var/lib/kubelet/config.yaml is missing, expected present',
      () => host.remove(config),
      ['systemctl restart kubelet'],
    ],
    [
      'kubelet_files: KUBELET_KUBEADM_ARGS is changed in /var/lib/kubelet/kubeadm-flags.env, expected the applied value',
      () => edit(flags, '10.0.0.12', '10.9.9.9 --token=secret'),
      ['systemctl restart kubelet'],
    ],
    [
      'kubelet_files: KUBELET_EXTRA_ARGS is changed in /etc/default/kubelet, expected the applied value',
      () => host.write('etc/default/kubelet', 'KUBELET_EXTRA_ARGS=--max-pods=20\n'),
      ['systemctl restart kubelet'],
    ],
    [
      'kubelet_files: /etc/systemd/system/kubelet.service.d/20-extra.conf is present, expected none',
      () => host.write(`${dropIns}/20-extra.conf`, '[Service]\nEnvironment=KUBELET_EXTRA_ARGS=--v=9\n'),
      ['systemctl restart kubelet'],
    ],
    [
      'kubelet_files: CPUWeight is 10 in /etc/systemd/system/kubelet.service.d/10-lab.conf, applied 200',
      () => edit(`${dropIns}/10-lab.conf`, '200', '10'),
      ['systemctl restart kubelet'],
    ],
    [
      'kubelet_files: /etc/systemd/system/kubelet.service.d/10-lab.conf is missing, expected present',
      () => host.remove(dropIns),
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
      'kubelet_service: kubelet is masked, applied enabled',
      () => {
        host.set('enabled', 'masked\n');
        host.set('kubelet', 'inactive\n');
      },
      ['systemctl unmask kubelet.service', 'systemctl enable kubelet.service', 'systemctl start kubelet'],
    ],
    [
      'bootstrap_credentials: /etc/kubernetes/bootstrap-kubelet.conf is left over from a join, expected none',
      () => host.write('etc/kubernetes/bootstrap-kubelet.conf', 'token\n'),
      [],
    ],
    [
      'membership_record: the host remembers no lab, applied lab',
      () => host.remove('var/lib/nuclab/membership'),
      [],
    ],
    [
      'joined: node nuc02 is another machine, expected this host',
      () => host.set('node', 'ffff v1.34.4 10.244.1.0/24 10.0.0.12\n'),
      ['systemctl restart kubelet'],
    ],
    [
      'joined: node nuc02 has the address 192.168.7.7, applied 10.0.0.12',
      () => host.set('node', '0123456789abcdef0123456789abcdef v1.34.4 10.244.1.0/24 192.168.7.7\n'),
      ['systemctl restart kubelet'],
    ],
  ])('names %s and repairs it', async (difference, plant, calls) => {
    plant();
    await repaired([`differs: ${difference}`], calls);
  });

  const dropped = [
    'systemctl stop kubelet',
    'crictl stopp pod-1',
    'crictl stop flannel-1',
    'ip link delete cni0',
    'systemctl start kubelet',
  ];

  it('has a kubelet whose Node object was deleted register it again, without a join, and no pod keeps an address of the old range', async () => {
    host.unset('node');
    host.set('links', 'cni0\nflannel.1\n');
    host.write('run/flannel/subnet.env', 'FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.0.1/24\n');
    await repaired(['differs: registered: node nuc02 is not registered, applied registered'], dropped);
    expect(host.has('run/flannel/subnet.env')).toBe(false);
  });

  it('finds pods with addresses that the node no longer has', async () => {
    host.set('links', 'cni0\n');
    host.write('run/flannel/subnet.env', 'FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.7.1/24\n');
    await repaired(
      ['differs: pod_addresses: pods of nuc02 have addresses around 10.244.7.1, applied 10.244.1.0/24'],
      dropped,
    );
  });

  it('joins again when the API server refuses the credentials', async () => {
    host.set('x509', 'exit 1\ntls: x509: certificate signed by unknown authority\n');
    expect((await host.run('check', step())).lines).toEqual([
      'differs: joined: the API server refuses the credentials of node nuc02, expected valid ones',
    ]);
    const apply = await host.run('apply', step({ 'secret/join.yaml': 'token\n' }));
    expect(apply.code).toBe(0);
    expect(await host.run('check', step())).toMatchObject({ code: 0, lines: [] });
  });

  it('says of an API server that does not respond that this follows', async () => {
    host.unset('api');
    expect((await host.run('check', step())).lines).toEqual([
      'follows: api_answers: the API server does not respond: The connection to the server was refused',
    ]);
  });

  it('says of a kubelet that still runs another version that this follows, and restarts it', async () => {
    host.set('node', '0123456789abcdef0123456789abcdef v1.33.13 10.244.1.0/24 10.0.0.12\n');
    expect((await host.run('check', step())).lines).toEqual([
      'follows: kubelet_version: kubelet runs v1.33.13, applied v1.34.4',
    ]);
    expect(await host.run('apply', step())).toMatchObject({ code: 0, calls: ['systemctl restart kubelet'] });
  });

  it.each<[string, () => void]>([
    ['containerd is stopped', () => host.set('containerd', 'inactive\n')],
    ['swap is on', () => host.write('proc/swaps', 'Filename\tType\n/swapfile file 1 0 -2\n')],
    ['the host has another name', () => host.write('proc/sys/kernel/hostname', 'lab-pc\n')],
    ['the package is another', () => host.set('version', '1.36.0')],
  ])('says of a kubelet that does not respond while %s that this follows', async (_why, plant) => {
    host.set('kubelet', 'activating\n');
    host.closeKubelet();
    expect((await host.run('check', step())).lines).toEqual([
      'differs: kubelet_healthy: kubelet does not respond at 127.0.0.1:10248, applied healthy',
    ]);
    plant();
    expect((await host.run('check', step())).lines).toEqual([
      'follows: kubelet_healthy: kubelet does not respond at 127.0.0.1:10248, applied healthy',
    ]);
  });

  it('keeps silent about files that an earlier nuclab made no copy of, until it has one', async () => {
    host.remove('var/lib/nuclab/reference');
    edit(config, '110', '50');
    expect(await host.run('check', step())).toMatchObject({ code: 0, lines: [] });
    expect(await host.run('apply', step())).toMatchObject({ code: 0, calls: [] });
    edit(config, '50', '20');
    expect((await host.run('check', step())).lines).toEqual([
      'differs: kubelet_files: maxPods is 20 in /var/lib/kubelet/config.yaml, applied 50',
    ]);
  });

  it('warns when the node is not Ready again in time after a repair', async () => {
    host.set(
      'node-pods',
      'kube-system/kube-proxy-1 Ready\nkube-flannel/kube-flannel-ds-1 Pending Init:0/2\n',
    );
    host.set('kubelet', 'inactive\n');
    expect((await host.run('apply', step())).lines.at(-1)).toBe(
      'warning: node nuc02 is not Ready again: kube-flannel/kube-flannel-ds-1 Pending Init:0/2',
    );
  });
});
