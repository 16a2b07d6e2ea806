import { FakeCluster } from './support/fake-cluster';

const network = {
  phase: 'network',
  script: 'install-network.sh',
  inputs: { FLANNEL_VERSION: '0.27.4', POD_SUBNET: '10.244.0.0/16', BACKEND: 'vxlan' },
  files: { 'files/flannel.yaml': 'kind: Namespace\n' },
};

/** What `kubectl diff` prints of an object, by the name of the files it compares. */
const compared = (name: string, hunk: string): string =>
  `diff -u -N /tmp/LIVE-1/${name} /tmp/MERGED-2/${name}\n--- /tmp/LIVE-1/${name}\t2026-11-21\n+++ /tmp/MERGED-2/${name}\t2026-11-21\n@@ ${hunk} @@\n-a\n+b\n`;
const daemonSet = 'apps.v1.DaemonSet.kube-flannel.kube-flannel-ds';
const configMap = 'v1.ConfigMap.kube-flannel.kube-flannel-cfg';
const clusterRole = 'rbac.authorization.k8s.io.v1.ClusterRole..flannel';
const gone = 'exit 1\nError from server (NotFound): namespaces "kube-flannel" not found\n';

describe('install-network.sh', () => {
  let host: FakeCluster;
  beforeEach(() => {
    host = FakeCluster.prepared({ api: '' });
    host.write('etc/kubernetes/admin.conf', 'x\n');
  });
  afterEach(() => host.dispose());

  it('installs flannel where it is not, and changes nothing the second time', async () => {
    host.set('diff', gone);
    const first = await host.run('apply', network);
    expect(first.lines).toEqual([
      'unchanged: stale_network',
      'unchanged: api_answers',
      'changed: flannel_objects: flannel is not installed, applied 0.27.4',
    ]);
    expect(first.calls).toHaveLength(1);
    expect(first.calls[0]).toContain('apply --server-side --force-conflicts --field-manager=nuclab');
    const second = await host.run('apply', network);
    expect(second).toMatchObject({ code: 0, calls: [] });
    expect(second.lines).toHaveLength(3);
  });

  it.each([
    ['flannel is not installed, applied 0.27.4', gone],
    [
      'flannel is not installed, applied 0.27.4',
      'exit 1\nError from server (Forbidden): flannel is forbidden: unable to create new content in namespace kube-flannel because it is being terminated\n',
    ],
    [
      'DaemonSet kube-flannel-ds of flannel is missing, expected present',
      `exit 1\n${compared(daemonSet, '-0,0 +1,90')}`,
    ],
    [
      'ConfigMap kube-flannel-cfg of flannel is changed, applied 0.27.4 with 10.244.0.0/16 and vxlan',
      `exit 1\n${compared(configMap, '-1,7 +1,7')}`,
    ],
    [
      'ClusterRole flannel of flannel is missing, expected present; 1 more',
      `exit 1\n${compared(clusterRole, '-0,0 +1,9')}${compared(daemonSet, '-3,9 +3,9')}`,
    ],
  ])('names that %s and repairs it', async (difference, diff) => {
    host.set('diff', diff);
    expect(await host.run('check', network)).toMatchObject({
      code: 10,
      calls: [],
      lines: [`differs: flannel_objects: ${difference}`],
    });
    expect((await host.run('apply', network)).lines).toContain(`changed: flannel_objects: ${difference}`);
    expect(await host.run('check', network)).toMatchObject({ code: 0, lines: [] });
  });

  it('restarts flannel when it may have read settings that somebody else wrote', async () => {
    host.set('diff', `exit 1\n${compared(configMap, '-1,7 +1,7')}`);
    expect((await host.run('apply', network)).calls.at(-1)).toMatch(
      / --namespace kube-flannel rollout restart daemonset kube-flannel-ds$/,
    );
  });

  it('is remembered by the cluster, and no longer by the host', async () => {
    host.set('diff', gone);
    host.write('var/lib/nuclab/markers/network.json', '{"phase":"network","runCount":4}\n');
    expect((await host.run('apply', network)).code).toBe(0);
    expect(host.state('memory/network.json')).toBe('{"phase":"network","host":"","runCount":5}\n');
    expect(host.has('var/lib/nuclab/markers/network.json')).toBe(false);
    expect((await host.run('apply', network)).code).toBe(0);
    expect(host.state('memory/network.json')).toBe('{"phase":"network","host":"","runCount":5}\n');
  });

  it('ends with the code for another control plane when the cluster cannot be told', async () => {
    host.unset('api');
    const run = await host.run('apply', network);
    expect(run.code).toBe(21);
    expect(run.lines.at(-1)).toMatch(
      /^error: the cluster does not say what it remembers of network; fix: look at 'crictl ps -a' and 'journalctl -u kubelet' on /,
    );
  });

  it('waits for flannel on every node after a repair, though not the first time', async () => {
    host.set('diff', gone);
    host.set('daemonset', '2 2 3 3 1');
    expect((await host.run('apply', network)).lines.at(-1)).toMatch(/^changed/);
    host.set('memory/nodes.json', '{}');
    host.set('diff', gone);
    expect((await host.run('apply', network)).lines.at(-1)).toBe(
      'warning: flannel is not back on every node: available on 1 of 3 nodes',
    );
    host.set('diff', gone);
    host.set('daemonset', '2 1 3 3 3');
    expect((await host.run('apply', network)).lines.at(-1)).toBe(
      'warning: flannel is not back on every node: available on 3 of 3 nodes',
    );
    host.set('diff', gone);
    host.set('daemonset', '2 2 3 3 3');
    expect((await host.run('apply', network)).lines.at(-1)).toMatch(/^changed/);
  });

  it('says of an API server that cannot compare that this follows, and dies when it refuses', async () => {
    host.set('diff', 'exit 2\nThe connection to the server was refused\n');
    expect((await host.run('check', network)).lines).toEqual([
      'follows: api_answers: the API server cannot compare flannel: The connection to the server was refused',
    ]);
    const silent = await host.run('apply', network);
    expect(silent.code).toBe(21);
    expect(silent.lines.at(-1)).toBe(
      "error: waited 1 s for the API server, last saw the API server cannot compare flannel: The connection to the server was refused; fix: look at 'crictl ps -a' and 'journalctl -u kubelet' on nuc01, then deploy again",
    );
    host.set('diff', gone);
    host.set('apply-answer', 'exit 1\nError: admission webhook denied the request\n');
    const refused = await host.run('apply', network);
    expect(refused.code).toBe(20);
    expect(refused.lines.at(-1)).toBe(
      'error: flannel cannot be applied: Error: admission webhook denied the request; fix: make sure the API server responds and its admin may write, then deploy again',
    );
  });

  it('reports a bridge of another network and does not remove it under running pods', async () => {
    host.set('cni0', '4: cni0    inet 10.42.0.1/24 brd 10.42.0.255 scope global cni0\n');
    const run = await host.run('apply', network);
    expect(run).toMatchObject({ code: 20, calls: [] });
    expect(run.lines.at(-1)).toBe(
      "error: the bridge cni0 has the address 10.42.0.1, expected one in 10.244.0.0/16; fix: run 'ip link delete cni0; ip link delete flannel.1' on nuc01, restart its pods, then deploy again",
    );
    host.set('cni0', '4: cni0    inet 10.244.255.1/24 scope global cni0\n');
    expect((await host.run('check', network)).lines).toEqual([]);
  });
});
