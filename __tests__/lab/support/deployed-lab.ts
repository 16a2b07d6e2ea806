import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { keepCopy, withCopy, type CopyName } from '../../../virtual-lab/copy-store';
import { say } from '../../../virtual-lab/lab-script';
import { labSources } from '../../../virtual-lab/lab-sources';
import { keyOf, madeFrom } from '../../../virtual-lab/made-from';
import { subnetCount } from '../../../virtual-lab/subnet';
import { down, restore, save } from '../../../virtual-lab/virtual-lab';
import { Workspace } from '../../../virtual-lab/workspace';
import { clusterLab, eventually, labName, startClusterLab, succeeded, type ClusterLab } from './cluster-lab';
import { plan, rowsOf } from './plans';

const suite = 'trixie';
const count = 3;
const kubernetesVersion = '1.34.4';
/** Out of the way of people's labs, which take the first free one: a copy has to find its subnet free. */
const subnet = subnetCount - 1;

/**
 * Three hosts that `cdktf deploy` has made a cluster of, as they are a moment after a power cut: from the stored copy if
 * today's program made it, else deployed now, and stored. Nothing is left to plan. For tests that are not about installing.
 */
export async function startDeployedLab(suffix: string): Promise<ClusterLab> {
  const name = await copyName();
  const restored = await withCopy(name, (copy) => fromCopy(suffix, copy));
  const cluster = restored ?? (await deployNow(suffix, name));
  try {
    await eventually(180, async () => {
      expect(await podsNotRunning(cluster.workspace)).toEqual([]);
      const { code, report } = await plan(cluster.workspace);
      expect([code, rowsOf(report)]).toEqual([0, []]);
    });
    return cluster;
  } catch (error) {
    await cluster.end();
    throw error;
  }
}

async function podsNotRunning(workspace: Workspace): Promise<string[]> {
  const { stdout } = await workspace.kubectl(['get', 'pods', '--all-namespaces', '--no-headers']);
  return stdout.split('\n').filter((line) => line !== '' && !/\s(\d+)\/\1\s+Running\s/.test(line));
}

async function copyName(): Promise<CopyName> {
  const sources = await labSources(suite, [kubernetesVersion], false);
  return {
    kind: `deployed-${suite}-${count}`,
    key: keyOf(await madeFrom(sources, { suite, count, kubernetesVersion })),
  };
}

async function fromCopy(suffix: string, copy: string): Promise<ClusterLab | undefined> {
  const name = labName(suffix);
  await down(name);
  const lab = await restore(name, join(copy, 'lab'));
  if (lab === undefined) {
    say('the subnet of the stored lab is in use: deploying another one');
    return undefined;
  }
  const directory = mkdtempSync(join(tmpdir(), 'nuclab-test-'));
  copyWorkspace(join(copy, 'workspace'), directory);
  const workspace = new Workspace({ directory, lab, name: 'test', kubernetesVersion });
  // The lab's key is elsewhere now.
  workspace.writeInventory();
  return clusterLab(lab, workspace);
}

async function deployNow(suffix: string, name: CopyName): Promise<ClusterLab> {
  const cluster = await startClusterLab({ suffix, suite, count, kubernetesVersion, subnet });
  try {
    succeeded(await cluster.workspace.deploy());
    await keepCopy(name, async (copy) => {
      copyWorkspace(cluster.workspace.directory, join(copy, 'workspace'));
      await save(cluster.lab, join(copy, 'lab'));
    });
    return cluster;
  } catch (error) {
    await cluster.end();
    throw error;
  }
}

/** State, known hosts, kubeconfig: what cannot be made again. Synthesis and Terraform's folder can. */
function copyWorkspace(from: string, to: string): void {
  const again = new Set(['cdktf.out', '.nuclab', 'logs']);
  cpSync(from, to, { recursive: true, filter: (path) => path === from || !again.has(basename(path)) });
}
