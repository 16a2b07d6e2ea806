import { readFileSync, readdirSync } from 'node:fs';
import { reimage } from '../../virtual-lab/virtual-lab';
import { asRoot, startClusterLab, succeeded, type ClusterLab } from './support/cluster-lab';
import { startPeerPods, unreachedPeers } from './support/peer-pods';

let cluster: ClusterLab;

beforeAll(async () => {
  cluster = await startClusterLab({ suffix: 'b', suite: 'bookworm', count: 3, kubernetesVersion: '1.34.4' });
}, 2_400_000);

afterAll(() => cluster.end(), 120_000);

async function expectCluster(): Promise<void> {
  const nodes = await cluster.workspace.kubectl(['get', 'nodes', '--no-headers']);
  expect(nodes.stdout.split('\n').filter((line) => /^nuc0[123]\s+Ready\s/.test(line))).toHaveLength(3);
  await startPeerPods(cluster.workspace, cluster.lab);
  expect(await unreachedPeers(cluster.workspace)).toEqual([]);
}

/** Ids of the runners that work on a step right now. */
function runnersOf(stepId: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return line.some((word) => word.endsWith('operations/steps/main.js')) && line.includes(stepId);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Deploys, and kills the runner of one step as soon as the step's work has begun on the host. */
async function deployAndKill(host: string, phase: string): Promise<boolean> {
  let killed = false;
  const unit = `systemctl is-active --quiet nuclab-${phase}.service`;
  const deploy = cluster.workspace.deploy();
  const settled = deploy.then(() => true);
  while (!killed && !(await Promise.race([settled, pause(20)]))) {
    const pids = runnersOf(`${host}/${phase}`);
    if (pids.length === 0) continue;
    const working = await asRoot(
      cluster.workspace,
      host,
      `for _ in $(seq 50); do ${unit} && break; sleep 0.05; done`,
    );
    if (working.code !== 0) continue;
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
        killed = true;
      } catch {
        // It was quicker than the kill.
      }
    }
  }
  const result = await deploy;
  if (killed) expect(result.code).not.toBe(0);
  return killed;
}

const pause = (milliseconds: number): Promise<boolean> =>
  new Promise((resolve) => {
    setTimeout(() => {
      resolve(false);
    }, milliseconds);
  });

describe('three virtual NUCs with Debian 12', () => {
  test('become a cluster by the same deploy, and need nothing on the second', async () => {
    succeeded(await cluster.workspace.deploy());
    await expectCluster();
    expect(succeeded(await cluster.workspace.deploy()).output).toContain('No changes');
  });

  test('are no nodes any more after cdktf destroy, and nothing of the cluster is left on them', async () => {
    succeeded(await cluster.workspace.cdktf(['destroy', '--auto-approve']));
    for (const host of cluster.lab.hosts) {
      const left = await asRoot(
        cluster.workspace,
        host.name,
        'ls /etc/kubernetes/kubelet.conf /etc/kubernetes/manifests/*.yaml /var/lib/etcd/member 2>/dev/null; ip -o link | grep -E "cni0|flannel" ; iptables-save | grep -E "KUBE-|FLANNEL" ; true',
      );
      expect(left.stdout.trim()).toBe('');
    }
  });

  test('converge when the runner is killed at each step', async () => {
    for (const host of cluster.lab.hosts) await reimage(cluster.lab, host.name);
    succeeded(await cluster.workspace.nuclab(['trust', '--yes', '--replace']));
    const kills: readonly (readonly [string, string])[] = [
      ['nuc01', 'base'],
      ['nuc01', 'kubernetes-packages'],
      ['nuc01', 'container-runtime'],
      ['nuc01', 'control-plane'],
      ['nuc02', 'worker'],
      ['nuc01', 'network'],
      ['nuc01', 'nodes'],
      ['nuc01', 'kubeconfig'],
    ];
    const killed: string[] = [];
    for (const [host, phase] of kills) {
      if (await deployAndKill(host, phase)) killed.push(phase);
    }
    // The shortest steps may be done before anybody can kill them; the long ones never are.
    expect(killed).toEqual(
      expect.arrayContaining(['base', 'kubernetes-packages', 'container-runtime', 'control-plane', 'nodes']),
    );
    succeeded(await cluster.workspace.deploy());
    await expectCluster();
    expect(succeeded(await cluster.workspace.deploy()).output).toContain('No changes');
  });
});
