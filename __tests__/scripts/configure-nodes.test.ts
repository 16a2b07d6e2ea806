import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { FakeCluster } from './support/fake-cluster';

const long = '2026-01-02T03:04:05Z';
const ready = (...names: string[]): string =>
  names.map((name) => `${name} ${long} True kubelet is posting ready status\n`).join('');
const now = (): string => new Date().toISOString().replace(/\.\d+/, '');

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
  const port = (): number => (server.address() as AddressInfo).port;

  beforeEach(async () => {
    queries = [];
    server = await dns([127, 0, 0, 1], (query) => queries.push(query));
    host = FakeCluster.prepared({
      nodes: ready('nuc01', 'nuc02'),
      settings: settled,
      pods: `nuc02 kube-system coredns-1 ${long} Ready\n`,
      'flannel-pods': `nuc01 kube-flannel ds-1 ${long} Ready\nnuc02 kube-flannel ds-2 ${long} Ready\n`,
      flannel: '1 1 2 2\n',
      dns: `127.0.0.1 ${port()}\n`,
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
      '\x08kube-dns\x0bkube-system\x03svc\x07cluster\x05local\x00\x00\x01\x00\x01',
    );
    expect(await host.run('check', nodes)).toMatchObject({ code: 0, lines: [] });
  });

  it('removes what left the inventory and nothing that others set', async () => {
    await host.run('apply', nodes);
    host.set('settings', `${host.state('settings')}nuc02 label others=1\nnuc02 cordoned yes\n`);
    const run = await host.run('apply', {
      ...nodes,
      files: { 'files/node-settings': 'nuc02 label disk=hdd\n' },
    });
    expect(run.lines[1]).toBe(
      'changed: settings: nuc02 has label disk=ssd, applied disk=hdd; nuc02 has taint gpu:NoSchedule, expected none; nuc02 is cordoned, applied schedulable',
    );
    const left = host.state('settings');
    expect(left).toContain('nuc02 label others=1\n');
    expect(left).toContain('nuc02 label disk=hdd\n');
    expect(left).not.toMatch(/gpu|cordoned|ssd/);
  });

  it.each<[string, string, string]>([
    ['nuc02 is cordoned, applied schedulable', '', 'nuc02 cordoned yes\n'],
    ['nuc02 lacks label disk=ssd', 'nuc02 label disk=ssd\n', ''],
    ['nuc02 has label disk=hdd, applied disk=ssd', 'nuc02 label disk=ssd\n', 'nuc02 label disk=hdd\n'],
    ['nuc02 lacks taint gpu=true:NoSchedule', 'nuc02 taint gpu=true:NoSchedule\n', ''],
    [
      'nuc02 has taint gpu=no:NoSchedule, applied gpu=true:NoSchedule',
      'nuc02 taint gpu=true:NoSchedule\n',
      'nuc02 taint gpu=no:NoSchedule\n',
    ],
    [
      'nuc02 lacks label node-role.kubernetes.io/worker=',
      'nuc02 label node-role.kubernetes.io/worker=\n',
      '',
    ],
    [
      'nuc01 lacks taint node-role.kubernetes.io/control-plane:NoSchedule',
      'nuc01 taint node-role.kubernetes.io/control-plane:NoSchedule\n',
      '',
    ],
  ])('names that %s and repairs it', async (difference, from, to) => {
    await host.run('apply', nodes);
    const settings = host.state('settings');
    host.set('settings', from === '' ? settings + to : settings.replace(from, to));
    expect(await host.run('check', nodes)).toMatchObject({
      code: 10,
      calls: [],
      lines: [`differs: settings: ${difference}`],
    });
    expect((await host.run('apply', nodes)).lines).toContain(`changed: settings: ${difference}`);
    expect(await host.run('check', nodes)).toMatchObject({ code: 0, lines: [] });
  });

  it('names three settings and counts the others', async () => {
    await host.run('apply', nodes);
    host.set('settings', settled.split('\n')[0] + '\nnuc02 cordoned yes\n');
    expect((await host.run('check', nodes)).lines).toEqual([
      'differs: settings: nuc02 lacks label disk=ssd; nuc02 lacks taint gpu=true:NoSchedule; nuc01 lacks taint node-role.kubernetes.io/control-plane:NoSchedule; 2 more',
    ]);
  });

  it('lets pods onto the control plane when that is wanted', async () => {
    const step = { ...nodes, inputs: { ...nodes.inputs, SCHEDULABLE_CONTROL_PLANE: 'true' } };
    const { lines } = await host.run('apply', step);
    expect(lines[1]).toContain('1 more');
    expect(host.state('settings')).not.toContain('nuc01 taint');
    host.set(
      'settings',
      `${host.state('settings')}nuc01 taint node-role.kubernetes.io/control-plane:NoSchedule\n`,
    );
    expect((await host.run('check', step)).lines).toEqual([
      'differs: settings: nuc01 has taint node-role.kubernetes.io/control-plane:NoSchedule, expected none',
    ]);
  });

  it('dies when the API server refuses a label', async () => {
    host.set('refuse', 'exit 1\nerror: invalid label value\n');
    const run = await host.run('apply', nodes);
    expect(run.code).toBe(20);
    expect(run.lines.at(-1)).toMatch(
      /^error: the API server refuses 'kubectl annotate node nuc02 .*': error: invalid label value; fix: correct the label or taint of this host in lab.yaml$/,
    );
  });

  it('notes the settings for nodes that will have to register again', async () => {
    await host.run('apply', nodes);
    expect(host.state('memory/node-settings')).toBe(
      'nuc02 label disk=ssd\nnuc02 taint gpu=true:NoSchedule\n' +
        'nuc01 label node-role.kubernetes.io/control-plane=\nnuc01 taint node-role.kubernetes.io/control-plane:NoSchedule\n' +
        'nuc02 label node-role.kubernetes.io/worker=\n',
    );
  });

  it('carries out one item alone, and remembers no run then', async () => {
    host.set('memory/nodes.json', '{"runCount":7}\n');
    const run = await host.run('apply settings', nodes);
    expect(run.lines).toHaveLength(1);
    expect(run.lines[0]).toMatch(/^changed: settings: /);
    expect(host.state('memory/nodes.json')).toBe('{"runCount":7}\n');
  });

  describe('says of what earlier steps bring about that it follows', () => {
    beforeEach(async () => {
      await host.run('apply', nodes);
    });
    const follows = async (...lines: string[]): Promise<void> =>
      expect((await host.run('check', nodes)).lines).toEqual(lines.map((line) => `follows: ${line}`));

    it('an API server that does not respond, and nothing else', async () => {
      host.unset('api');
      await follows('registered: the nodes cannot be listed: The connection to the server was refused');
    });

    it('a node that is not registered, of whose settings nothing is said', async () => {
      host.set('nodes', ready('nuc01'));
      host.set('settings', settled);
      await follows('registered: nuc02 is not registered, applied registered');
    });

    it('a node that is not Ready, without what it runs and without times in the words', async () => {
      const message = 'PLEG is not healthy: pleg was last seen active 3m12.5s ago; threshold is 3m0s';
      host.set('nodes', `${ready('nuc01')}nuc02 ${long} False ${message}\n`);
      host.set(
        'pods',
        `nuc02 kube-system kube-proxy-2 ${long} Failed\n- kube-system coredns-1 ${long} Pending\n`,
      );
      host.set(
        'flannel-pods',
        `nuc01 kube-flannel ds-1 ${long} Ready\nnuc02 kube-flannel ds-2 ${long} Failed\n`,
      );
      await follows(
        'nodes_ready: nuc02 is not Ready: PLEG is not healthy: pleg was last seen active some time ago; threshold is some time',
      );
    });

    it('a node that stopped being Ready a moment ago is none yet', async () => {
      host.set('nodes', `${ready('nuc01')}nuc02 ${now()} Unknown Kubelet stopped posting node status.\n`);
      host.set('pods', `nuc01 kube-system etcd-nuc01 ${now()} Running CrashLoopBackOff\n`);
      await follows();
    });

    it('flannel that a Ready node does not run, or not well', async () => {
      host.set('flannel-pods', `nuc01 kube-flannel ds-1 ${long} Pending ImagePullBackOff\n`);
      await follows(
        'flannel_everywhere: nuc01 has flannel Pending ImagePullBackOff, applied running; nuc02 does not run flannel, applied running',
      );
    });

    it('system pods on Ready nodes, and one that finds no node', async () => {
      host.set(
        'pods',
        `nuc02 kube-system coredns-1 ${long} Pending ImagePullBackOff\n- kube-system coredns-2 ${long} Pending\n`,
      );
      await follows(
        'system_pods: coredns-1 on nuc02: Pending ImagePullBackOff; coredns-2 on no node: Pending',
      );
    });

    it('a cluster DNS that does not know the name, does not respond, or has no service', async () => {
      server.close();
      server = await dns([1, 2, 3, 4], () => undefined);
      host.set('dns', `127.0.0.1 ${port()}\n`);
      await follows(
        'cluster_dns: the cluster DNS at 127.0.0.1 does not know kube-dns.kube-system.svc.cluster.local',
      );
      host.set('dns', '127.0.0.1 1\n');
      await follows('cluster_dns: the cluster DNS at 127.0.0.1 does not respond');
      host.set('dns', '');
      await follows('cluster_dns: the service kube-dns is missing, expected present');
    });

    it('a DNS answer that is lost once is no difference', async () => {
      server.close();
      let asked = 0;
      server = createSocket('udp4');
      const good = await dns([127, 0, 0, 1], () => undefined);
      server.on('message', (query, peer) => {
        asked += 1;
        if (asked === 1) return;
        const relay = createSocket('udp4');
        relay.on('message', (answer) => {
          server.send(answer, peer.port, peer.address);
          relay.close();
        });
        relay.send(query, (good.address() as AddressInfo).port, '127.0.0.1');
      });
      await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
      host.set('dns', `127.0.0.1 ${port()}\n`);
      await follows();
      expect(asked).toBe(2);
      good.close();
    });
  });

  it('waits for a flannel that is still being updated', async () => {
    await host.run('apply', nodes);
    host.set('flannel', '2 2 2 1\n');
    host.set('flannel.then', '2 2 2 2\n');
    expect((await host.run('apply', nodes)).lines).toContain(
      'changed: flannel_everywhere: flannel is updated on 1 of 2 nodes',
    );
  });
});
