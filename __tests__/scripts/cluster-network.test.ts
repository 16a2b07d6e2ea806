import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { FakeCluster } from './support/fake-cluster';

const network = {
  phase: 'network',
  script: 'install-network.sh',
  inputs: { FLANNEL_VERSION: '0.27.4', POD_SUBNET: '10.244.0.0/16', BACKEND: 'vxlan' },
  files: { 'files/flannel.yaml': 'kind: Namespace\n' },
};
const diff =
  'exit 1\ndiff -u -N /tmp/LIVE-1/apps.v1.DaemonSet.kube-flannel.kube-flannel-ds /tmp/MERGED-2/apps.v1.DaemonSet.kube-flannel.kube-flannel-ds\n-a\n+b\n';

/** A DNS server that answers each question with one A record. */
async function dns(address: readonly number[], onQuery: (query: Buffer) => void): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', (query, peer) => {
    onQuery(query);
    const header = Buffer.from([query[0]!, query[1]!, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
    const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, ...address]);
    socket.send(Buffer.concat([header, query.subarray(12), answer]), peer.port, peer.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return socket;
}

describe('install-network.sh', () => {
  let host: FakeCluster;
  beforeEach(async () => {
    host = await FakeCluster.prepared({ api: '' });
    host.write('etc/kubernetes/admin.conf', 'x\n');
  });
  afterEach(() => host.dispose());

  it('installs flannel where it is not, and changes nothing the second time', async () => {
    host.set('diff', 'exit 2\nError from server (NotFound): namespaces "kube-flannel" not found\n');
    const first = await host.run('apply', network);
    expect(first.lines).toEqual([
      'unchanged: stale_network',
      'changed: flannel_objects: flannel is not installed, wanted 0.27.4',
    ]);
    expect(first.calls).toHaveLength(1);
    expect(first.calls[0]).toContain('apply --server-side --force-conflicts --field-manager=nuclab');
    const second = await host.run('apply', network);
    expect(second).toMatchObject({ code: 0, calls: [] });
    expect(second.lines).toHaveLength(2);
  });

  it('names the objects that somebody changed', async () => {
    host.set('diff', diff);
    const { lines, code } = await host.run('check', network);
    expect(code).toBe(10);
    expect(lines).toEqual([
      'differs: flannel_objects: objects differ from flannel 0.27.4, 10.244.0.0/16, vxlan: apps.v1.DaemonSet.kube-flannel.kube-flannel-ds',
    ]);
  });

  it('says when the API server cannot compare, and when it refuses', async () => {
    host.set('diff', 'exit 2\nThe connection to the server was refused\n');
    expect((await host.run('check', network)).lines).toEqual([
      'differs: flannel_objects: the API server cannot compare flannel: The connection to the server was refused',
    ]);
    host.set('apply-answer', 'exit 1\nError: admission webhook denied the request\n');
    const run = await host.run('apply', network);
    expect(run.code).toBe(20);
    expect(run.lines.at(-1)).toBe(
      'error: flannel cannot be applied: Error: admission webhook denied the request; fix: see that the API server answers and that its admin may write, then deploy again',
    );
  });

  it('reports a bridge of another network and does not remove it under running pods', async () => {
    host.set('cni0', '4: cni0    inet 10.42.0.1/24 brd 10.42.0.255 scope global cni0\n');
    const run = await host.run('apply', network);
    expect(run).toMatchObject({ code: 20, calls: [] });
    expect(run.lines.at(-1)).toBe(
      "error: the bridge cni0 has the address 10.42.0.1, which is not in 10.244.0.0/16; fix: run 'ip link delete cni0; ip link delete flannel.1' on nuc01, restart its pods and deploy again",
    );
    host.set('cni0', '4: cni0    inet 10.244.255.1/24 scope global cni0\n');
    expect((await host.run('check', network)).lines).toEqual([]);
  });
});

describe('configure-nodes.sh', () => {
  let host: FakeCluster;
  let server: Socket;
  let queries: Buffer[];
  const nodes = {
    phase: 'nodes',
    script: 'configure-nodes.sh',
    inputs: {
      NODES: 'nuc01 nuc02',
      CONTROL_PLANE_NODES: 'nuc01',
      SCHEDULABLE_CONTROL_PLANE: 'false',
      DNS_DOMAIN: 'cluster.local',
    },
    files: { 'files/node-settings': 'nuc02 label disk=ssd\nnuc02 taint gpu=true:NoSchedule\n' },
  };
  const settled =
    'nuc01 label node-role.kubernetes.io/control-plane=\nnuc01 taint node-role.kubernetes.io/control-plane:NoSchedule\n';

  beforeEach(async () => {
    queries = [];
    server = await dns([10, 96, 0, 1], (query) => queries.push(query));
    host = await FakeCluster.prepared({
      nodes: 'nuc01 \nnuc02 \n',
      ready: 'nuc01 True\nnuc02 True\n',
      settings: settled,
      daemonset: '2 2 2',
      'dns-service': `127.0.0.1 ${(server.address() as AddressInfo).port}`,
      api: '',
    });
    host.write('etc/kubernetes/admin.conf', 'x\n');
  });
  afterEach(() => {
    server.close();
    host.dispose();
  });

  it('sets what is missing, remembers it, and changes nothing the second time', async () => {
    const first = await host.run('apply', nodes);
    expect(first.lines).toEqual([
      'unchanged: registered',
      'changed: settings: nuc02 lacks label disk=ssd; nuc02 lacks taint gpu=true:NoSchedule; nuc02 lacks label node-role.kubernetes.io/worker=',
      'unchanged: nodes_ready',
      'unchanged: flannel_everywhere',
      'unchanged: system_pods',
      'unchanged: cluster_dns',
    ]);
    expect(host.state('settings')).toContain(
      'nuc02 ours label disk,label node-role.kubernetes.io/worker,taint gpu:NoSchedule\n',
    );
    const second = await host.run('apply', nodes);
    expect(second).toMatchObject({ code: 0, calls: [] });
    expect(queries[0]!.subarray(12).toString('latin1')).toBe(
      '\x0akubernetes\x07default\x03svc\x07cluster\x05local\x00\x00\x01\x00\x01',
    );
  });

  it('removes what left the inventory and nothing that others set', async () => {
    await host.run('apply', nodes);
    host.set('settings', `${host.state('settings')}nuc02 label others=1\nnuc02 cordoned yes\n`);
    const run = await host.run('apply', {
      ...nodes,
      files: { 'files/node-settings': 'nuc02 label disk=hdd\n' },
    });
    expect(run.lines[1]).toBe(
      'changed: settings: nuc02 lacks label disk=hdd; nuc02 has taint gpu:NoSchedule no longer wanted; nuc02 is cordoned',
    );
    const left = host.state('settings');
    expect(left).toContain('nuc02 label others=1\n');
    expect(left).toContain('nuc02 label disk=hdd\n');
    expect(left).not.toMatch(/gpu|cordoned|ssd/);
  });

  it('lets pods onto the control plane when that is wanted', async () => {
    const step = { ...nodes, inputs: { ...nodes.inputs, SCHEDULABLE_CONTROL_PLANE: 'true' } };
    const { lines } = await host.run('apply', step);
    expect(lines[1]).toContain(
      'nuc01 has taint node-role.kubernetes.io/control-plane:NoSchedule no longer wanted',
    );
    expect(host.state('settings')).not.toContain('nuc01 taint');
  });

  it('dies when the API server refuses a label', async () => {
    host.set('refuse', 'exit 1\nerror: invalid label value\n');
    const run = await host.run('apply', nodes);
    expect(run.code).toBe(20);
    expect(run.lines.at(-1)).toMatch(
      /^error: the API server refuses 'kubectl annotate node nuc02 .*': error: invalid label value; fix: correct the label or taint of this host in lab.yaml$/,
    );
  });

  it('says what is wrong with nodes, flannel, pods and DNS', async () => {
    await host.run('apply', nodes);
    host.set('nodes', 'nuc01 \n');
    host.set('ready', 'nuc01 True\nnuc02 container runtime is down\n');
    host.set('daemonset', '2 2 1');
    host.set('pods', 'coredns-1 on nuc02: Pending ImagePullBackOff\n');
    server.close();
    server = await dns([1, 2, 3, 4], () => undefined);
    host.set('dns-service', `127.0.0.1 ${(server.address() as AddressInfo).port}`);
    const { code, lines } = await host.run('check', nodes);
    expect(code).toBe(10);
    expect(lines).toEqual([
      'differs: registered: not in the cluster: nuc02',
      'differs: nodes_ready: nuc02 is not Ready: container runtime is down',
      'differs: flannel_everywhere: flannel is available on 1 of 2 nodes',
      'differs: system_pods: coredns-1 on nuc02: Pending ImagePullBackOff; coredns-1 on nuc02: Pending ImagePullBackOff',
      'differs: cluster_dns: the cluster DNS at 127.0.0.1 does not know kubernetes.default.svc.cluster.local as 10.96.0.1',
    ]);
    host.set('dns-service', '127.0.0.1 1');
    expect((await host.run('check', nodes)).lines.at(-1)).toBe(
      'differs: cluster_dns: the cluster DNS at 127.0.0.1 does not answer',
    );
  });
});
