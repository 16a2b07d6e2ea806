import {
  checked,
  cluster,
  drift,
  host,
  marked,
  node,
  noCluster,
  noNode,
  own,
  type Change,
} from '../facts/planted-facts';
import { inDays, problemsWith, statusWith } from './support/small-status';

const versions = (name: string, changes: Readonly<Record<string, string>>): Change =>
  host(name, {
    versions: {
      containerd: '1.7.24',
      kubeadm: '1.34.4',
      kubectl: '1.34.4',
      kubelet: '1.34.4',
      ...changes,
    },
  });

const certificates = (name: string, days: Readonly<Record<string, number>>): Change =>
  host(name, {
    certificates: Object.entries(days).map(([each, left]) => ({ name: each, expiresAt: inDays(left) })),
  });

const usedPercent = (percent: number): Change =>
  host('nuc02', {
    usage: { diskKilobytes: 100 * 1024 ** 2, diskAvailableKilobytes: (100 - percent) * 1024 ** 2 },
  });

describe('the cluster', () => {
  test('a control plane that is not believed', () => {
    const problem = 'the cluster CA of nuc01 is not the one of nuc02, nuc03';
    expect(
      problemsWith(cluster({ problem, notBelieved: true, nodes: [], etcdMembers: [], steps: [] })),
    ).toEqual([
      'error: what nuc01 says about the cluster is not trusted: the cluster CA of nuc01 is not the one of nuc02, nuc03; fix: find out to which cluster nuc01 belongs: `sudo openssl x509 -noout -fingerprint -sha256 -in /etc/kubernetes/pki/ca.crt` on each control plane',
    ]);
  });

  test('steps of the cluster, which belong to no host', () => {
    expect(problemsWith(drift('cluster/network', own('flannel_objects', 'flannel is gone')))).toEqual([
      'error: network drifted in the cluster: flannel is gone; fix: review `nuclab plan`, then deploy to repair it',
    ]);
    expect(problemsWith(checked('cluster/nodes', { result: 'failed', what: 'bash is missing' }))).toEqual([
      'error: nodes in the cluster could not be checked: bash is missing; fix: log in to nuc01, check its load and its disk, then run it again',
    ]);
    expect(problemsWith(cluster({ steps: [] }))).toEqual([
      'error: the cluster lacks network, nodes and kubeconfig: the deploy did not finish; fix: review `nuclab plan`, then deploy',
    ]);
    expect(problemsWith(checked('cluster/nodes', { result: 'running' }))).toEqual([
      'info: nodes is running in the cluster; fix: wait until it has finished',
    ]);
  });

  test('an API server that does not respond', () => {
    const status = statusWith(
      cluster({ problem: 'connection refused', version: undefined, nodes: [], etcdMembers: [] }),
    );
    expect(status.problems.map(({ what, fix }) => `${what}; fix: ${fix}`)).toEqual([
      'the API server on nuc01 does not respond: connection refused; fix: check `sudo crictl ps --all` and `sudo journalctl --unit kubelet` on nuc01',
    ]);
    expect(status.nodes).toBeNull();
    expect(status.hosts.map(({ node: state }) => state)).toEqual(['unknown', 'unknown', 'unknown']);
  });

  test('a control plane in place that does not say which nodes there are', () => {
    expect(problemsWith(noCluster)).toEqual([
      'error: the cluster on nuc01 did not list its nodes; fix: check `sudo kubectl --kubeconfig /etc/kubernetes/admin.conf get nodes` on nuc01',
    ]);
  });

  test('a member that the cluster does not know, although its step is in place', () => {
    expect(problemsWith(noNode('nuc02'))).toEqual([
      'error: nuc02 is not a node of the cluster, although its step worker is in place; fix: check `sudo journalctl --unit kubelet` on nuc02',
    ]);
  });

  test('a member that the cluster does not know is told by its drifted step alone', () => {
    expect(
      problemsWith(noNode('nuc02'), drift('nuc02/worker', own('node', 'the node nuc02 is gone'))),
    ).toEqual([
      'error: worker drifted on nuc02: the node nuc02 is gone; fix: review `nuclab plan`, then deploy to repair it',
    ]);
  });

  test('a node that is in no inventory', () => {
    const nodes = [
      ...(statusWith().nodes ?? []).map(({ name, role, version }) => ({
        name,
        role,
        version,
        ready: true,
        schedulable: true,
      })),
      { name: 'nuc09', role: 'worker', version: '1.34.4', ready: false, schedulable: true } as const,
    ];
    const status = statusWith(cluster({ nodes }));
    expect(status.problems).toEqual([
      {
        id: 'stranger',
        severity: 'warning',
        what: 'the cluster has a worker node nuc09, lab.yaml does not',
        fix: 'add it to lab.yaml, or take it out: `kubectl drain nuc09 --ignore-daemonsets`, `kubectl delete node nuc09`',
        hosts: [],
      },
    ]);
    expect(status.nodes?.at(-1)).toMatchObject({ name: 'nuc09', inInventory: false });
  });

  test('an etcd member without a node', () => {
    const etcdMembers = [
      { name: 'nuc01', peerUrl: 'https://10.0.0.11:2380', learner: false },
      { name: 'nuc09', peerUrl: 'https://10.0.0.19:2380', learner: false },
      // etcd has no name for a member that has not started yet.
      { name: '', peerUrl: 'https://10.0.0.12:2380', learner: true },
    ];
    expect(problemsWith(cluster({ etcdMembers }))).toEqual([
      'error: etcd has a member nuc09 (https://10.0.0.19:2380) without a node, which counts for its quorum; fix: remove it with `etcdctl member remove` on nuc01 (docs/status.md, "etcd members")',
    ]);
  });
});

describe('certificates', () => {
  const renewOn = (names: string): string =>
    `run \`sudo kubeadm certs renew ${names}\` on nuc01 and restart its control plane (docs/status.md, "Certificates")`;

  test('30 days are enough', () => {
    expect(problemsWith(certificates('nuc01', { apiserver: 30, 'kubelet-client': 30 }))).toEqual([]);
  });

  test('one that expires soon is renewed by its kubeadm name', () => {
    expect(problemsWith(certificates('nuc01', { apiserver: 300, 'etcd/server': 29 }))).toEqual([
      `warning: certificate etcd/server of nuc01 expires in 29 days; fix: ${renewOn('etcd-server')}`,
    ]);
    expect(problemsWith(certificates('nuc01', { 'admin.conf': 12 }))[0]).toContain(renewOn('admin.conf'));
  });

  test('several are renewed together, and the first to expire says how serious it is', () => {
    expect(
      problemsWith(certificates('nuc01', { apiserver: 20, 'etcd/server': 6, 'front-proxy-client': 400 })),
    ).toEqual([
      `error: certificates etcd/server and apiserver of nuc01 expire in 6 days; fix: ${renewOn('all')}`,
    ]);
  });

  test.each([
    [1, 'certificate apiserver of nuc01 expires in 1 day'],
    [0, 'certificate apiserver of nuc01 expires within a day'],
    [-3, 'certificate apiserver of nuc01 has expired'],
  ])('%d days left are told in words', (days, what) => {
    expect(problemsWith(certificates('nuc01', { apiserver: days }))).toEqual([
      `error: ${what}; fix: ${renewOn('apiserver')}`,
    ]);
  });

  test.each(['ca', 'etcd/ca', 'front-proxy-ca'])('kubeadm does not renew the authority %s', (name) => {
    expect(problemsWith(certificates('nuc01', { [name]: 20 }))).toEqual([
      `warning: certificate ${name} of nuc01 expires in 20 days; fix: plan its replacement: kubeadm does not renew authorities (docs/status.md, "Certificates")`,
    ]);
  });

  test('the kubelet renews its own, until it has expired', () => {
    expect(problemsWith(certificates('nuc02', { 'kubelet-client': 20 }))).toEqual([
      'warning: certificate kubelet-client of nuc02 expires in 20 days; fix: find out why the kubelet of nuc02 did not renew it: `kubectl get csr`, `sudo journalctl --unit kubelet`',
    ]);
    expect(problemsWith(certificates('nuc02', { 'kubelet-client': -1 }))).toEqual([
      'error: certificate kubelet-client of nuc02 has expired; fix: give the kubelet of nuc02 a new kubelet.conf (docs/status.md, "Certificates")',
    ]);
  });
});

describe('the disk', () => {
  const fix =
    'free space on nuc02 (`sudo crictl rmi --prune`, `sudo apt-get clean`, `sudo journalctl --vacuum-size=100M`), or give it a larger disk';

  test('85 % are no problem', () => {
    expect(problemsWith(usedPercent(85))).toEqual([]);
  });

  test.each([
    [86, 'warning', '14.0'],
    [95, 'warning', '5.0'],
    [96, 'error', '4.0'],
  ])('%d %% are a %s', (percent, severity, free) => {
    expect(problemsWith(usedPercent(percent))).toEqual([
      `${severity}: the disk of nuc02 that holds /var/lib is ${percent} % full (${free} GiB free), the kubelet evicts pods above 85 %; fix: ${fix}`,
    ]);
  });
});

describe('versions', () => {
  const older = { kubeadm: '1.33.13', kubectl: '1.33.13', kubelet: '1.33.13' };

  test('other packages than lab.yaml says, hosts together', () => {
    expect(
      problemsWith(
        versions('nuc02', older),
        versions('nuc03', older),
        node('nuc02', { version: '1.33.13' }),
        node('nuc03', { version: '1.33.13' }),
      ),
    ).toEqual([
      'error: kubeadm, kubectl and kubelet 1.33.13 on nuc02 and nuc03, lab.yaml says 1.34.4; fix: review `nuclab plan`, then deploy',
    ]);
  });

  test('a host whose packages drifted says so there alone', () => {
    const applied = own('kubelet', 'kubelet 1.33.13, applied 1.34.4');
    expect(
      problemsWith(versions('nuc02', { kubelet: '1.33.13' }), drift('nuc02/kubernetes-packages', applied)),
    ).toEqual([
      'error: kubernetes-packages drifted on nuc02: kubelet 1.33.13, applied 1.34.4; fix: review `nuclab plan`, then deploy to repair it',
    ]);
  });

  test('a kubelet that was upgraded but not restarted', () => {
    expect(problemsWith(node('nuc02', { version: '1.34.3' }))).toEqual([
      'error: kubelet 1.34.3 runs on nuc02, 1.34.4 is installed; fix: run `sudo systemctl restart kubelet` on nuc02',
    ]);
  });

  test('an API server that is behind its packages', () => {
    expect(problemsWith(cluster({ version: '1.33.13' }))).toEqual([
      'error: the API server on nuc01 is 1.33.13, lab.yaml says 1.34.4; fix: review `nuclab plan`, then deploy',
    ]);
  });

  test('containerd differs between hosts of the same release', () => {
    expect(problemsWith(versions('nuc03', { containerd: '1.7.20' }))).toEqual([
      'warning: containerd differs: 1.7.24 on nuc01 and nuc02; 1.7.20 on nuc03; fix: upgrade it with apt on the hosts that are behind, one at a time',
    ]);
  });

  test('containerd of another release may be another', () => {
    const bookworm = host('nuc03', {
      system: { os: 'Debian GNU/Linux 12 (bookworm)' },
      versions: { containerd: '1.6.20', kubeadm: '1.34.4', kubectl: '1.34.4', kubelet: '1.34.4' },
    });
    expect(problemsWith(bookworm)).toEqual([]);
  });

  test('a marker of an older version is an update that waits, not drift', () => {
    const waiting = marked('nuc02/kubernetes-packages', { inputs: { KUBERNETES_VERSION: '1.33.13' } });
    expect(problemsWith(waiting, versions('nuc02', older), node('nuc02', { version: '1.33.13' }))).toEqual([
      'error: kubeadm, kubectl and kubelet 1.33.13 on nuc02, lab.yaml says 1.34.4; fix: review `nuclab plan`, then deploy',
    ]);
  });
});
