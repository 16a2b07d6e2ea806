import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
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

interface Runner {
  readonly pid: number;
  readonly host: string;
  readonly phase: string;
}

/** The runners of the steps that are running. */
function runners(): Runner[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const line = textOf(`/proc/${pid}/cmdline`).split('\0');
      const [host, phase] = line.at(3)?.split('/') ?? [];
      if (!line.at(1)?.endsWith('runner/main.js') || host === undefined || phase === undefined) return [];
      return [{ pid: Number(pid), host, phase }];
    });
}

/** Empty when the file or its process is gone. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Deploys, and kills one runner of each phase in `phases` as soon as it has started work on the host. */
async function deployAndKill(phases: Set<string>): Promise<number> {
  const logs = new Map<number, number>();
  const deploy = cluster.workspace.deploy();
  let ended = false;
  void deploy.finally(() => {
    ended = true;
  });
  while (!ended) {
    for (const { pid, host, phase } of runners().filter((each) => phases.has(each.phase))) {
      const log = textOf(join(cluster.workspace.directory, 'logs', host, `${phase}.log`));
      // What an earlier run of the step left there is not from this runner.
      if (!logs.has(pid)) logs.set(pid, log.length);
      if (!/ (changed|unchanged|waiting): /.test(log.slice(logs.get(pid)))) continue;
      process.kill(pid, 'SIGKILL');
      phases.delete(phase);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return (await deploy).code;
}

describe('three virtual NUCs with Debian 12', () => {
  test('become a cluster by the same deploy, and the second one changes nothing', async () => {
    succeeded(await cluster.workspace.deploy());
    await expectCluster();
    expect(succeeded(await cluster.workspace.deploy()).output).toContain('No changes');
  });

  test('are no longer nodes after cdktf destroy, and nothing of the cluster is left on them', async () => {
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
    rmSync(join(cluster.workspace.directory, 'terraform.test.tfstate'), { force: true });
    succeeded(await cluster.workspace.nuclab(['trust', '--yes', '--replace']));
    const phases = new Set([
      'base',
      'kubernetes-packages',
      'container-runtime',
      'control-plane',
      'worker',
      'network',
      'nodes',
      'kubeconfig',
    ]);
    // Steps that run side by side are killed in the same deploy, so the number of deploys is at most that of phases.
    for (let deploys = 0; phases.size > 0 && deploys < 8; deploys += 1) {
      expect(await deployAndKill(phases)).not.toBe(0);
    }
    expect([...phases]).toEqual([]);
    succeeded(await cluster.workspace.deploy());
    await expectCluster();
    expect(succeeded(await cluster.workspace.deploy()).output).toContain('No changes');
  });
});
