import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { succeeded, type ClusterLab } from './support/cluster-lab';
import { startDeployedLab } from './support/deployed-lab';
import { driftHosts, driftRounds, expectRepaired, fingerprints, roundName } from './support/drift-rounds';
import { plan, rowsOf } from './support/plans';

const [round = []] = driftRounds();
let cluster: ClusterLab;

beforeAll(async () => {
  cluster = await startDeployedLab('d');
}, 2_400_000);

afterAll(() => cluster.end(), 120_000);

test('nothing is planned for a lab that is as it was deployed', async () => {
  const { code, report } = await plan(cluster.workspace);
  expect([code, rowsOf(report)]).toEqual([0, []]);
});

test(`what somebody broke is named, repaired alone, and gone: ${roundName(round)}`, async () => {
  await expectRepaired(cluster, round);
});

test('a lost state changes nothing on the hosts: the next deploy adopts them as they are', async () => {
  const { workspace } = cluster;
  for (const name of ['terraform.test.tfstate', 'terraform.test.tfstate.backup']) {
    rmSync(join(workspace.directory, name), { force: true });
  }
  const before = await fingerprints(cluster, driftHosts);
  const { report } = await plan(workspace);
  expect(report.verdict.counts).toMatchObject({ stepsToRun: 0, hostsAdopted: 3 });
  expect([...new Set(report.steps.map(({ happens }) => happens))]).toEqual(['adopted']);
  succeeded(await workspace.deploy());
  expect(await fingerprints(cluster, driftHosts)).toEqual(before);
  expect((await plan(workspace)).code).toBe(0);
});
