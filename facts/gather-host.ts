import type { KeyedLines } from '../exchange/keyed-lines';
import type { Host } from '../inventory/types';
import { parseLock } from '../locks/host-lock';
import { phaseOf } from '../phases';
import type { Connect, SshContext, SshSession, SshTarget } from '../ssh/types';
import { askHost } from './ask-host';
import { checkMarkers, type CheckMarkersProps } from './check-markers';
import type { ClusterFacts } from './cluster-facts';
import { clusterWord } from './cluster-word';
import type { FactPart, ReachTargets } from './fact-parts';
import { gatherCluster, type GatherClusterProps } from './gather-cluster';
import type { HostFacts, HostLock } from './host-facts';
import { hostMarkers } from './markers';
import { parseHost } from './parse-host';
import type { StepFacts } from './step-facts';

export interface GatherHostProps extends GatherClusterProps {
  readonly assetsDirectory: string;
  readonly context: SshContext;
  readonly connect: Connect;
  readonly parts: readonly FactPart[];
  readonly reach?: ReachTargets;
  readonly signal?: AbortSignal;
  readonly now: () => number;
}

export interface GatheredHost {
  readonly host: HostFacts;
  /** Of the one control plane that is believed. */
  readonly cluster?: ClusterFacts;
}

/** The facts of one host over one connection; each remembered step is checked while the host still says the rest. */
export async function gatherHost(
  host: Host,
  target: SshTarget,
  props: GatherHostProps,
): Promise<GatheredHost> {
  try {
    const session = await props.connect(target, props.context);
    try {
      return await askAndCheck(session, host, target, props);
    } finally {
      await session.close();
    }
  } finally {
    // A host without an answer must not keep the others waiting.
    props.vote.hear(host.name);
  }
}

async function askAndCheck(
  session: SshSession,
  host: Host,
  target: SshTarget,
  props: GatherHostProps,
): Promise<GatheredHost> {
  const isControlPlane = props.vote.includes(host.name);
  const parts = props.parts.filter((part) => part !== 'cluster' || isControlPlane);
  let checks: Promise<readonly StepFacts[]> = Promise.resolve([]);
  const answer = await askHost(session, { ...props, parts }, (said) => {
    const markers = hostMarkers(said).filter(({ phase }) => phaseOf(phase).place === 'host');
    checks = checkMarkers(session, { ...checkProps(said, target, props), place: host.name, markers });
    // Whoever waits for it below hears of its failure; the answer may fail first.
    checks.catch(() => undefined);
  });
  const { said } = answer;
  if (isControlPlane) props.vote.hear(host.name, clusterWord(host.name, said));
  const [steps, cluster] = await Promise.all([
    checks,
    isControlPlane ? gatherCluster(session, checkProps(said, target, props), props) : undefined,
  ]);
  const lock = lockIn(said);
  const { name, address } = host;
  const facts = { name, address, reached: true, ...parseHost(answer, session.hostKey), steps } as const;
  return {
    host: { ...facts, ...(lock === undefined ? {} : { lock }) },
    ...(cluster === undefined ? {} : { cluster }),
  };
}

function checkProps(
  said: KeyedLines,
  target: SshTarget,
  { assetsDirectory, signal }: GatherHostProps,
): Omit<CheckMarkersProps, 'place' | 'markers'> {
  return { target, hasBash: said.one('bash') !== undefined, assetsDirectory, signal };
}

function lockIn(said: KeyedLines): HostLock | undefined {
  const age = said.number('lock-age');
  return age === undefined ? undefined : parseLock(said.all('lock'), age);
}
