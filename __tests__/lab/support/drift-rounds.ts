import { phaseOf, type PhaseName } from '../../../phases';
import { clusterPlace, parseStepId, stepId } from '../../../phases/step-address';
import { asRoot, eventually, hostFingerprint, succeeded, type ClusterLab } from './cluster-lab';
import { driftTable, type Drift } from './drift-table';
import { cdktfDiff, plan, rowsOf, saveFacts } from './plans';

export const driftHosts = ['nuc01', 'nuc02', 'nuc03'];

export interface Broken {
  readonly drift: Drift;
  readonly host: string;
}

/** Kinds that do not touch each other are broken in one round: at most one for each step that has to show it. */
export function driftRounds(): Broken[][] {
  const alone = new Set(
    driftTable.filter(({ host, kind }) => host !== 'worker' || /Node object|firewall/.test(kind)),
  );
  const lane = (host: string, phase: PhaseName): Broken[] =>
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
  stepId(phaseOf(drift.phase).place === 'cluster' ? clusterPlace : host, drift.phase);

/** Its name in a list of tests. */
export const roundName = (round: readonly Broken[]): string =>
  round.map(({ drift }) => drift.kind).join(' · ');

async function breakIt(cluster: ClusterLab, { drift, host }: Broken): Promise<void> {
  if (drift.onHost !== undefined) await asRoot(cluster.workspace, host, drift.onHost);
  if (drift.onControlPlane !== undefined) {
    await asRoot(cluster.workspace, 'nuc01', drift.onControlPlane.replaceAll('HOST', host));
  }
  drift.here?.(cluster.workspace);
}

export const fingerprints = (cluster: ClusterLab, hosts: readonly string[]): Promise<string[]> =>
  Promise.all(hosts.map((host) => hostFingerprint(cluster.workspace, host)));

/** What somebody broke is named, repaired alone, and gone; no other host is written to. */
export async function expectRepaired(cluster: ClusterLab, round: readonly Broken[]): Promise<void> {
  const { workspace } = cluster;
  const wanted = round.map(stepOf).sort();
  // flannel's own pods write their files on every node when they are made anew.
  const everywhere = round.some(({ drift }) => drift.phase === 'network');
  // A step of the cluster is carried out through its control plane.
  const places = wanted.map((id) => parseStepId(id)?.place.replace(clusterPlace, 'nuc01'));
  const touched = [...places, ...round.map(({ host }) => host)];
  const untouched = driftHosts.filter((each) => !everywhere && !touched.includes(each));
  const before = await fingerprints(cluster, untouched);
  for (const broken of round) await breakIt(cluster, broken);

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
  expect(await fingerprints(cluster, untouched)).toEqual(before);

  // A node or an API server that was repaired answers a moment later; nothing else may be left to do.
  await eventually(60, async () => expect(rowsOf((await plan(workspace)).report)).toEqual([]));
}

/** Leaves no damage for the next test, after one that failed halfway. */
export async function repairAll({ workspace }: ClusterLab): Promise<void> {
  for (let deploys = 0; deploys < 3; deploys += 1) {
    if (rowsOf((await plan(workspace)).report).length === 0) return;
    await workspace.nuclab(['apply', '--yes']);
  }
}
