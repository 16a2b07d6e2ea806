import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Phase } from '../../constructs/phase';
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

const hosts = ['nuc01', 'nuc02', 'nuc03'];
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

interface Broken {
  readonly drift: Drift;
  readonly host: string;
}

/** Kinds that do not touch each other are broken in one round: at most one for each step that has to show it. */
function rounds(): Broken[][] {
  const alone = new Set(
    driftTable.filter(({ host, kind }) => host !== 'worker' || /Node object|firewall/.test(kind)),
  );
  const lane = (host: string, phase: Phase): Broken[] =>
    driftTable
      .filter((drift) => drift.phase === phase && !alone.has(drift))
      .map((drift) => ({ drift, host }));
  const lanes = [
    lane('nuc02', 'base'),
    lane('nuc02', 'container-runtime'),
    lane('nuc03', 'kubernetes-packages'),
    lane('nuc03', 'worker'),
    lane('nuc03', 'nodes'),
  ];
  const longest = Math.max(...lanes.map(({ length }) => length));
  const together = Array.from({ length: longest }, (_, round) => lanes.flatMap((each) => each[round] ?? []));
  const single = [...alone].map((drift): Broken[] => [
    { drift, host: drift.host === 'worker' ? 'nuc02' : 'nuc01' },
  ]);
  return [...together, ...single];
}

/** The step that has to show it. */
const stepOf = ({ drift, host }: Broken): string =>
  `${drift.phaseHost === 'control-plane' ? 'nuc01' : host}/${drift.phase}`;

async function breakIt({ drift, host }: Broken): Promise<void> {
  if (drift.onHost !== undefined) await asRoot(cluster.workspace, host, drift.onHost);
  if (drift.onControlPlane !== undefined) {
    await asRoot(cluster.workspace, 'nuc01', drift.onControlPlane.replaceAll('HOST', host));
  }
  drift.here?.(cluster.workspace);
}

const fingerprints = (hosts: readonly string[]): Promise<string[]> =>
  Promise.all(hosts.map((host) => hostFingerprint(cluster.workspace, host)));

test('nothing is planned for a lab that is as it was deployed', async () => {
  const { code, report } = await plan(cluster.workspace);
  expect([code, rowsOf(report)]).toEqual([0, []]);
});

describe('what somebody broke is named, repaired alone, and gone', () => {
  let repaired = true;
  // What a round that failed has left broken must not be found in the next one.
  afterEach(async () => {
    if (repaired) return;
    for (let deploys = 0; deploys < 3; deploys += 1) {
      if (rowsOf((await plan(cluster.workspace)).report).length === 0) return;
      await cluster.workspace.nuclab(['apply', '--yes']);
    }
  });

  test.each(rounds().map((round) => [round.map(({ drift }) => drift.kind).join(' · '), round] as const))(
    '%s',
    async (_kinds, round) => {
      const { workspace } = cluster;
      repaired = false;
      const wanted = round.map(stepOf).sort();
      // flannel's own pods write their files on every node when they are made anew.
      const everywhere = round.some(({ drift }) => drift.phase === 'network');
      const untouched = hosts.filter(
        (each) =>
          !everywhere &&
          !round.some(({ host }) => host === each) &&
          !wanted.some((id) => id.startsWith(each)),
      );
      const before = await fingerprints(untouched);
      for (const broken of round) await breakIt(broken);

      const facts = await saveFacts(workspace);
      const { code, report } = await plan(workspace, ['--facts', facts]);
      const rows = rowsOf(report).sort();
      expect([code, rows.map((row) => row.replace(/: .*/, ''))]).toEqual([2, wanted]);
      for (const broken of round) {
        const row = rows.find((each) => each.startsWith(`${stepOf(broken)}: `));
        expect(row).toMatch(/: drift \d+: /);
        expect(row).toMatch(broken.drift.reason);
      }
      expect((await cdktfDiff(workspace, facts)).sort()).toEqual(rows);

      const applied = succeeded(await workspace.nuclab(['apply', '--yes', '--json']));
      const { steps } = JSON.parse(applied.stdout) as { steps: { host: string; phase: string }[] };
      expect(steps.map(({ host, phase }) => `${host}/${phase}`).sort()).toEqual(wanted);
      expect(await fingerprints(untouched)).toEqual(before);

      // A node or an API server that was repaired answers a moment later; nothing else may be left to do.
      await eventually(60, async () => expect(rowsOf((await plan(workspace)).report)).toEqual([]));
      repaired = true;
    },
  );
});

test('a lost state changes nothing on the hosts: the next deploy adopts them as they are', async () => {
  const { workspace } = cluster;
  for (const name of ['terraform.test.tfstate', 'terraform.test.tfstate.backup']) {
    rmSync(join(workspace.directory, name), { force: true });
  }
  const before = await fingerprints(hosts);
  const { report } = await plan(workspace);
  expect(report.verdict.counts).toMatchObject({ stepsToRun: 0, hostsAdopted: 3 });
  expect([...new Set(report.steps.map(({ happens }) => happens))]).toEqual(['adopted']);
  succeeded(await workspace.deploy());
  expect(await fingerprints(hosts)).toEqual(before);
  expect((await plan(workspace)).code).toBe(0);
});
