import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mirrorVersions } from '../../../virtual-lab/mirror-versions';
import { asRoot, type ClusterLab } from './cluster-lab';

interface Marker {
  readonly files: Readonly<Record<string, string>>;
}

interface RecordedResource {
  readonly name: string;
  readonly instances: readonly { readonly attributes: { readonly triggers: Record<string, string> } }[];
}

/** What a deploy by an earlier commit left behind: Terraform's state, and the markers on each host by file name. */
interface Recorded {
  readonly state: { readonly resources: readonly RecordedResource[] };
  readonly markers: Readonly<Record<string, Readonly<Record<string, Marker>>>>;
}

/**
 * Makes a deployed lab look as if the commit of the recording had deployed it: its state, its markers, and nothing
 * remembered in the cluster.
 *
 * @returns names of the resources in the recorded state
 */
export async function lookLikeRecorded({ lab, workspace }: ClusterLab, file: string): Promise<string[]> {
  if (lab.mirror === undefined) throw new Error('the recorded lab was deployed from the mirror');
  const [repository] = Object.values(mirrorVersions(lab.mirror).aptRepositories);
  const text = readFileSync(join(__dirname, '../recorded', file), 'utf8')
    .replaceAll('SUBNET.', lab.bridgeAddress.replace(/\d+$/, ''))
    .replaceAll('FINGERPRINT', repository?.fingerprint ?? '');
  const { state, markers } = JSON.parse(text) as Recorded;
  correctDigests({ state, markers });
  writeFileSync(
    join(workspace.directory, 'terraform.test.tfstate'),
    `${JSON.stringify(state, undefined, 2)}\n`,
  );
  for (const [host, files] of Object.entries(markers)) {
    const commands = Object.entries(files).map(
      ([name, marker]) =>
        `cat >/var/lib/nuclab/markers/${name} <<'MARKER'\n${JSON.stringify(marker)}\nMARKER`,
    );
    await asRoot(workspace, host, ['set -e', 'rm -f /var/lib/nuclab/markers/*', ...commands].join('\n'));
  }
  await forgetCluster(workspace);
  return state.resources.map(({ name }) => name);
}

/** Files hold addresses, and those are other ones here: the digests of files in the state follow from the markers. */
function correctDigests({ state, markers }: Recorded): void {
  for (const { name, instances } of state.resources) {
    const [host = '', phase = ''] = name.split(/_(.*)/);
    const triggers = instances[0]?.attributes.triggers ?? {};
    for (const [file, text] of Object.entries(markers[host]?.[`${phase}.json`]?.files ?? {})) {
      const trigger = `${file.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}_sha256`;
      if (triggers[trigger] === undefined) throw new Error(`${name} has no trigger ${trigger}`);
      triggers[trigger] = createHash('sha256').update(text).digest('hex').slice(0, 12);
    }
  }
}

/** The commits before cluster steps remembered them on the first host. */
async function forgetCluster(workspace: ClusterLab['workspace']): Promise<void> {
  const namespace = ['-n', 'kube-system'];
  const listed = await workspace.kubectl([...namespace, 'get', 'configmaps', '-o', 'name']);
  const ours = listed.stdout.split('\n').filter((name) => name.startsWith('configmap/nuclab'));
  if (ours.length > 0) await workspace.kubectl([...namespace, 'delete', ...ours]);
}
