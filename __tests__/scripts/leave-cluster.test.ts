import { FakeCluster } from './support/fake-cluster';

const leave = {
  phase: 'membership',
  script: 'leave-cluster.sh',
  inputs: {
    HOST_NAME: 'nuc01',
    ROLE: 'control-plane',
    LAB: 'lab',
    MEMBERSHIP_PHASES: 'control-plane worker network nodes kubeconfig',
  },
};
const items =
  'ownership kubeconfig_copy membership kubelet_stopped routes links cni_files firewall records'.split(' ');
const conf = `clusters:
- cluster:
    certificate-authority-data: Q0E=
    server: https://10.0.0.11:6443
  name: lab
    client-certificate-data: Q0VSVA==
`;
const firewall = `*filter
:INPUT ACCEPT [0:0]
:KUBE-FORWARD - [0:0]
:DOCKER - [0:0]
-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
-A INPUT -j KUBE-FIREWALL
-A FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD
-A KUBE-FORWARD -j ACCEPT
COMMIT
`;

describe('leave-cluster.sh', () => {
  let host: FakeCluster;
  beforeEach(() => {
    host = FakeCluster.prepared({ kubelet: 'inactive\n' });
  });
  afterEach(() => host.dispose());

  const member = (): void => {
    host.write('etc/kubernetes/admin.conf', conf);
    host.write('etc/kubernetes/kubelet.conf', conf);
    host.write('home/admin/.kube/config', conf);
    host.write('var/lib/etcd/member/wal', 'x');
    host.write('var/lib/nuclab/membership', 'lab\n');
    host.write('var/lib/nuclab/markers/control-plane.json', '{}');
    host.write('var/lib/nuclab/markers/base.json', '{}');
    host.write('etc/cni/net.d/10-flannel.conflist', '{}');
    host.write('run/flannel/subnet.env', 'FLANNEL_NETWORK=10.244.0.0/16\n');
    host.set('routes', '10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink\n10.244.0.0/24 dev cni0\n');
    host.set('links', 'cni0\nflannel.1\n');
    host.set('firewall', firewall);
    host.set('kubelet', 'active\n');
  };

  it('changes nothing on a host that never was a node', async () => {
    const run = await host.run('apply', leave);
    expect(run).toMatchObject({ code: 0, calls: [], lines: items.map((item) => `unchanged: ${item}`) });
  });

  it('takes a node out of its cluster with all that kubeadm reset leaves, once', async () => {
    member();
    const first = await host.run('apply', leave);
    expect(first.lines).toEqual([
      'unchanged: ownership',
      'changed: kubeconfig_copy: /home/admin/.kube/config gives access to this cluster',
      'changed: membership: this host is a control-plane: /etc/kubernetes/kubelet.conf /etc/kubernetes/admin.conf /var/lib/etcd/member',
      'unchanged: kubelet_stopped',
      "changed: routes: 1 routes to other nodes' pods are left",
      'changed: links: the links cni0 flannel.1 are left',
      'changed: cni_files: files of the pod network are left in /etc/cni/net.d /run/flannel',
      'changed: firewall: 4 firewall rules and chains of Kubernetes are left',
      'changed: records: the host remembers the membership: /var/lib/nuclab/markers/control-plane.json /var/lib/nuclab/membership',
    ]);
    expect(first.calls).toContain(
      'kubeadm reset --force --cri-socket unix:///run/containerd/containerd.sock',
    );
    expect(host.has('home/admin/.kube/config')).toBe(false);
    expect(host.has('var/lib/nuclab/markers/base.json')).toBe(true);
    expect(await host.run('apply', leave)).toMatchObject({ code: 0, calls: [] });
  });

  it("keeps other people's firewall rules", async () => {
    member();
    await host.run('apply', leave);
    expect(host.state('firewall')).toBe(
      '*filter\n:INPUT ACCEPT [0:0]\n:DOCKER - [0:0]\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT\n',
    );
  });

  it('finds a kubelet that runs without a cluster', async () => {
    host.set('kubelet', 'activating\n');
    const run = await host.run('apply', leave);
    expect(run.lines).toContain('changed: kubelet_stopped: kubelet is activating, expected stopped');
    expect(run.calls).toEqual(['systemctl stop kubelet']);
  });

  it('refuses a host of another lab', async () => {
    member();
    host.write('var/lib/nuclab/membership', 'other\n');
    const run = await host.run('apply', leave);
    expect(run).toMatchObject({ code: 19, calls: [] });
    expect(run.lines).toEqual([
      "error: this host belongs to cluster other, not to lab lab; fix: run 'kubeadm reset' on nuc01 yourself if that cluster may lose it",
    ]);
  });

  it('knows its own control plane without the record, but not a worker of nobody knows whom', async () => {
    member();
    host.remove('var/lib/nuclab/membership');
    expect((await host.run('check', leave)).lines[0]).toMatch(/^differs: kubeconfig_copy/);
    host.remove('etc/kubernetes/admin.conf');
    expect((await host.run('check', leave)).lines[0]).toBe(
      'differs: ownership: this host belongs to a cluster unknown to nuclab, not to lab lab',
    );
  });

  it('keeps the kubeconfig of another cluster', async () => {
    member();
    host.write('home/admin/.kube/config', 'another cluster\n');
    await host.run('apply', leave);
    expect(host.read('home/admin/.kube/config')).toBe('another cluster\n');
  });

  it('says why kubeadm reset or the firewall refused', async () => {
    member();
    host.set('reset-answer', 'exit 1\nerror: cannot connect to containerd\n');
    const reset = await host.run('apply', leave);
    expect(reset.code).toBe(16);
    expect(reset.lines.at(-1)).toBe(
      'error: kubeadm reset failed: error: cannot connect to containerd; fix: make sure containerd runs on nuc01, then try again',
    );
    host.unset('reset-answer');
    host.set('restore-answer', 'exit 2\nline 4 failed\n');
    const rules = await host.run('apply', leave);
    expect(rules.code).toBe(16);
    expect(rules.lines.at(-1)).toBe(
      "error: iptables-nft-restore refuses the rules without the chains of Kubernetes; fix: look at 'iptables-nft-save' on this host, then try again",
    );
  });
});
