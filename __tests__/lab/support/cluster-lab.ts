import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult } from '../../../virtual-lab/run-command';
import { defaultLabName, down, up, type Lab, type Suite } from '../../../virtual-lab/virtual-lab';
import { Workspace, type WorkspaceProps } from '../../../virtual-lab/workspace';

export interface ClusterLab {
  readonly lab: Lab;
  readonly workspace: Workspace;
  end(): Promise<void>;
}

export interface ClusterLabProps extends Partial<Pick<WorkspaceProps, 'inventory' | 'env'>> {
  /** Tells the labs of the test files apart. */
  readonly suffix: string;
  readonly suite: Suite;
  readonly count: number;
  readonly kubernetesVersion: string;
  /** What sudo on the hosts asks for. @default - nothing */
  readonly sudoPassword?: string;
  /** Number of the subnet to use if it is free. @default - the first free one */
  readonly subnet?: number;
}

/** Each checkout and each test file has labs of its own. */
export const labName = (suffix: string): string => defaultLabName().replace('lab-', `test-${suffix}-`);

/** Fresh virtual hosts and a workspace whose host keys are trusted, as an admin has them before the first deploy. */
export async function startClusterLab(props: ClusterLabProps): Promise<ClusterLab> {
  const name = labName(props.suffix);
  // A lab that an earlier, killed run left behind is not fresh.
  await down(name);
  try {
    const { count, suite, subnet, sudoPassword } = props;
    const kubernetes = [props.kubernetesVersion];
    const lab = await up({ name, count, suite, kubernetes, subnet, sudoPassword });
    const directory = mkdtempSync(join(tmpdir(), 'nuclab-test-'));
    const cluster = clusterLab(lab, new Workspace({ ...props, directory, lab, name: 'test' }));
    cluster.workspace.writeInventory();
    succeeded(await cluster.workspace.nuclab(['trust', '--yes']));
    return cluster;
  } catch (error) {
    await down(name);
    throw error;
  }
}

export function clusterLab(lab: Lab, workspace: Workspace): ClusterLab {
  const end = async (): Promise<void> => {
    await down(lab.name);
    rmSync(workspace.directory, { recursive: true, force: true });
  };
  return { lab, workspace, end };
}

/** Fails with what the command printed, not only with its exit code. */
export function succeeded(result: RunResult): RunResult {
  if (result.code !== 0) throw new Error(`exit code ${String(result.code)}\n${result.output}`);
  return result;
}

/** Digest of every file with its time and size, and of the package list: equal when nothing was written. */
export async function hostFingerprint(workspace: Workspace, host: string): Promise<string> {
  const places = '/etc /usr /opt /boot /root /home /var/lib/nuclab /var/lib/dpkg /var/lib/apt';
  const files = `find ${places} -xdev -path '*/.kube/cache' -prune -o -type f -printf '%p %T@ %s\\n'`;
  const script = `(${files}; dpkg-query -W) 2>/dev/null | sort | sha256sum`;
  return (await asRoot(workspace, host, script)).stdout.trim();
}

/** The lab's own way in as root, independent of nuclab: sudo with the password where the hosts ask for one. */
export function asRoot(workspace: Workspace, host: string, script: string): Promise<RunResult> {
  const password = workspace.env['NUCLAB_SUDO_PASSWORD'];
  const sudo = password === undefined ? 'sudo -n' : `sudo -S -p ''`;
  const stdin = `${password === undefined ? '' : `${password}\n`}${script}\n`;
  return workspace.onHost(host, `${sudo} bash -s`, { input: stdin });
}

/** Tries until the check no longer throws; the last error says what was seen. */
export async function eventually(seconds: number, check: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
