import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  asRoot,
  eventually,
  hostFingerprint,
  startClusterLab,
  succeeded,
  type ClusterLab,
} from './support/cluster-lab';
import { driftTable, type Drift } from './support/drift-table';
import { cdktfDiff, plan, rowsOf, saveFacts } from './support/plans';

let cluster: ClusterLab;

beforeAll(async () => {
  cluster = await startClusterLab({
    suffix: 'd',
    suite: 'trixie',
    count: 3,
    kubernetesVersion: '1.34.4',
  });
  succeeded(await cluster.workspace.deploy());
}, 2_400_000);

afterAll(() => cluster.end(), 120_000);

const workers = ['nuc02', 'nuc03'];
const hostOf = ({ host }: Drift, index: number): string =>
  host === 'control-plane' ? 'nuc01' : (workers[index % workers.length] ?? '');

/** Breaks one thing. @returns the row that the plan has to show: host, phase and reason */
async function breakIt(drift: Drift, host: string): Promise<{ id: string; reason: RegExp }> {
  if (drift.onHost !== undefined) await asRoot(cluster.workspace, host, drift.onHost);
  if (drift.onControlPlane !== undefined) {
    await asRoot(cluster.workspace, 'nuc01', drift.onControlPlane.replaceAll('HOST', host));
  }
  if (drift.here !== undefined) drift.here(cluster.workspace);
  const phaseHost = drift.phaseHost === 'control-plane' ? 'nuc01' : host;
  return { id: `${phaseHost}/${drift.phase}`, reason: drift.reason };
}

const fingerprints = (hosts: readonly string[]): Promise<string[]> =>
  Promise.all(hosts.map((host) => hostFingerprint(cluster.workspace, host)));

test('nothing is planned for a lab that is as it was deployed', async () => {
  const { code, report } = await plan(cluster.workspace);
  expect([code, rowsOf(report)]).toEqual([0, []]);
});

describe('what somebody broke is named, repaired alone, and gone', () => {
  test.each(driftTable.map((drift, index) => [drift.kind, drift, hostOf(drift, index)] as const))(
    '%s',
    async (_kind, drift, host) => {
      const { workspace } = cluster;
      const wanted = await breakIt(drift, host);
      const untouched = ['nuc01', 'nuc02', 'nuc03'].filter(
        (each) => each !== host && !wanted.id.startsWith(each),
      );
      const before = await fingerprints(untouched);

      const facts = await saveFacts(workspace);
      const { code, report } = await plan(workspace, ['--facts', facts]);
      expect([code, report.steps.map((step) => `${step.host}/${step.phase}`)]).toEqual([2, [wanted.id]]);
      expect(report.steps[0]?.why).toMatch(/^drift \d+: /);
      expect(report.steps[0]?.why).toMatch(wanted.reason);
      expect(await cdktfDiff(workspace, facts)).toEqual(rowsOf(report));

      const applied = succeeded(await workspace.nuclab(['apply', '--yes', '--json']));
      const steps = (JSON.parse(applied.stdout) as { steps: { host: string; phase: string }[] }).steps;
      expect(steps.map((step) => `${step.host}/${step.phase}`)).toEqual([wanted.id]);
      expect(await fingerprints(untouched)).toEqual(before);

      // A node that was repaired is Ready a moment later; nothing else may be left to do.
      await eventually(40, async () => expect(rowsOf((await plan(workspace)).report)).toEqual([]));
    },
  );
});

test('a lost state changes nothing on the hosts: the next deploy adopts them as they are', async () => {
  const { workspace } = cluster;
  for (const name of ['terraform.test.tfstate', 'terraform.test.tfstate.backup']) {
    rmSync(join(workspace.directory, name), { force: true });
  }
  const before = await fingerprints(['nuc01', 'nuc02', 'nuc03']);
  const { report } = await plan(workspace);
  expect(report.verdict.counts).toMatchObject({ stepsToRun: 0, hostsAdopted: 3 });
  expect([...new Set(report.steps.map(({ happens }) => happens))]).toEqual(['adopted']);
  succeeded(await workspace.deploy());
  expect(await fingerprints(['nuc01', 'nuc02', 'nuc03'])).toEqual(before);
  expect((await plan(workspace)).code).toBe(0);
});
