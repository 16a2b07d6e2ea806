import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse, stringify } from 'yaml';

interface Kubeconfig {
  clusters?: { name: string; cluster: Record<string, unknown> }[];
  contexts?: { name: string; context: Record<string, unknown> }[];
  users?: { name: string; user: Record<string, unknown> }[];
  'current-context'?: string;
}

/**
 * admin.conf under names that tell labs apart: cluster and context are called as the lab, the user `<lab>-admin`.
 *
 * @param server `https://<address>:6443`
 * @throws Error when the text is no kubeconfig with one cluster and one user
 */
export function renameKubeconfig(adminConf: string, lab: string, server: string): string {
  const source = parse(adminConf) as Kubeconfig | null;
  const cluster = source?.clusters?.[0]?.cluster;
  const user = source?.users?.[0]?.user;
  if (cluster === undefined || user === undefined) throw new Error('admin.conf has no cluster or no user');
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: lab, cluster: { ...cluster, server } }],
      contexts: [{ name: lab, context: { cluster: lab, user: `${lab}-admin` } }],
      'current-context': lab,
      users: [{ name: `${lab}-admin`, user }],
    },
    { lineWidth: 0 },
  );
}

export type KubeconfigWrite = 'unchanged' | 'written' | 'written-kept-old';

/**
 * Writes the file whole, for its owner alone, unless it is equal already. What the path held before is kept as
 * `<path>.bak` when somebody put more into it, or something else, than nuclab would have.
 */
export function writeKubeconfig(path: string, text: string, lab: string): KubeconfigWrite {
  const old = readIfPresent(path);
  if (old === text) {
    chmodSync(path, 0o600);
    return 'unchanged';
  }
  const keep = old !== undefined && !isOurs(old, lab);
  if (keep) writePrivately(`${path}.bak`, old);
  mkdirSync(dirname(path), { recursive: true });
  writePrivately(path, text);
  return keep ? 'written-kept-old' : 'written';
}

function isOurs(text: string, lab: string): boolean {
  let config: Kubeconfig | null;
  try {
    config = parse(text) as Kubeconfig | null;
  } catch {
    return false;
  }
  const names = [config?.clusters, config?.contexts, config?.users].map((list) =>
    Array.isArray(list) ? list.map((entry) => entry.name).join() : '',
  );
  return names.join('/') === [lab, lab, `${lab}-admin`].join('/');
}

function writePrivately(path: string, text: string): void {
  const temporary = `${path}.nuclab-${process.pid}`;
  writeFileSync(temporary, text, { mode: 0o600 });
  chmodSync(temporary, 0o600);
  renameSync(temporary, path);
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
