import { join } from 'node:path';
import { asRoot, succeeded, type ClusterLab } from './support/cluster-lab';
import { startDeployedLab } from './support/deployed-lab';
import { plan, rowsOf } from './support/plans';
import { lookLikeRecorded } from './support/recorded-lab';

/** Steps of the cluster were steps of its first host once. */
const moved: Readonly<Record<string, string>> = {
  nuc01_network: 'cluster_network',
  nuc01_nodes: 'cluster_nodes',
  nuc01_kubeconfig: 'cluster_kubeconfig',
};

interface ResourceChange {
  readonly address: string;
  readonly previous_address?: string;
  readonly change: { readonly actions: readonly string[] };
}

let cluster: ClusterLab;
let recorded: string[];

beforeAll(async () => {
  cluster = await startDeployedLab('t');
  recorded = await lookLikeRecorded(cluster, 'deployed-by-6130490.json');
}, 2_400_000);

afterAll(() => cluster.end(), 120_000);

const hosts = (): string[] => cluster.lab.hosts.map(({ name }) => name);
const addressOf = (name: string): string => `null_resource.${name}`;

async function savedChanges(): Promise<readonly ResourceChange[]> {
  const file = join(cluster.workspace.directory, '.nuclab', 'plan', 'terraform.plan');
  const shown = succeeded(await cluster.workspace.terraform(['show', '-json', file]));
  return (JSON.parse(shown.stdout) as { resource_changes: ResourceChange[] }).resource_changes;
}

/** What would differ had a node left, a pod been restarted or a service been interrupted. */
async function identity(): Promise<object> {
  const list = (...args: string[]): Promise<string[]> =>
    cluster.workspace.kubectl(['get', ...args]).then(({ stdout }) => stdout.trim().split('\n').sort());
  const nodes = '{range .items[*]}{.metadata.name} {.metadata.uid} {.metadata.creationTimestamp}{"\\n"}{end}';
  const pods =
    '{range .items[*]}{.metadata.name} {.metadata.uid} {.status.containerStatuses[*].restartCount} {.status.containerStatuses[*].containerID}{"\\n"}{end}';
  const services = 'systemctl show --property=Id,MainPID,ActiveEnterTimestampMonotonic containerd kubelet';
  return {
    nodes: await list('nodes', '-o', `jsonpath=${nodes}`),
    pods: await list('pods', '-A', '-o', `jsonpath=${pods}`),
    services: await Promise.all(
      hosts().map(async (host) => (await asRoot(cluster.workspace, host, services)).stdout),
    ),
  };
}

describe('a lab that commit 6130490 deployed', () => {
  test('is planned without an interruption: resources move, none is destroyed or made, no node leaves', async () => {
    const { report } = await plan(cluster.workspace);
    expect(report.effects).toEqual([]);
    const changes = await savedChanges();
    const before = changes.map(({ address, previous_address }) => previous_address ?? address);
    expect(before.sort()).toEqual(recorded.map(addressOf).sort());
    for (const [from, to] of Object.entries(moved)) {
      expect(changes).toContainEqual(
        expect.objectContaining({ address: addressOf(to), previous_address: addressOf(from) }),
      );
    }
    // A step that runs again has its resource replaced. What takes a node out of the cluster hangs on its membership alone.
    const membership = changes.filter(({ address }) => address.endsWith('_membership'));
    expect(membership.map(({ change }) => change.actions)).toEqual(hosts().map(() => ['no-op']));
  });

  test('is taken over by one cdktf deploy, and nothing on it is interrupted', async () => {
    const before = await identity();
    succeeded(await cluster.workspace.deploy());
    expect(await identity()).toEqual(before);
  });

  test('leaves nothing to plan', async () => {
    const { code, report } = await plan(cluster.workspace);
    expect([code, rowsOf(report)]).toEqual([0, []]);
    expect(succeeded(await cluster.workspace.deploy()).output).toContain('No changes');
  });
});
