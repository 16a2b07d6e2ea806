import type { ClusterFacts } from './cluster-facts';
import type { ClusterWord } from './cluster-word';
import type { HostMarker } from './markers';

/** The one control plane that is believed. */
export interface BelievedCluster {
  readonly facts: Omit<ClusterFacts, 'steps'>;
  /** Of the cluster's CA. */
  readonly caFingerprint: string;
  readonly markers: readonly HostMarker[];
}

/** Whom to believe, or why nobody is; neither when no control plane said anything: there is no cluster yet. */
export interface ClusterBelief {
  readonly believed?: BelievedCluster;
  /** Why nobody is believed. */
  readonly problem?: ClusterFacts;
}

/**
 * Believes the first control plane whose API server responds and is the lab's: its admin.conf verifies it with the CA of the
 * host itself, which is the one that most control planes have.
 *
 * @param words of the control planes that the inventory names, in its order
 */
export function believeCluster(words: readonly ClusterWord[]): ClusterBelief {
  const labCa = mostCommon(words.flatMap(({ ownCa }) => ownCa ?? []));
  const speaking = words.flatMap((word) => {
    const { cluster } = word;
    if (cluster === undefined) return [];
    const doubt = doubtOf(word, labCa, words);
    return [{ word, cluster, doubt, problem: doubt ?? cluster.problem }];
  });
  const best = speaking.find(({ problem }) => problem === undefined);
  if (best !== undefined && labCa !== undefined) {
    const facts = { observedOn: best.word.host, ...best.cluster };
    return { believed: { facts, caFingerprint: labCa, markers: markersOf(best.word, words, labCa) } };
  }
  const [first] = speaking;
  if (first === undefined) return {};
  const { word, doubt, problem } = first;
  return {
    problem: {
      observedOn: word.host,
      problem,
      ...(doubt === undefined ? {} : { notBelieved: true }),
      nodes: [],
      etcdMembers: [],
      steps: [],
    },
  };
}

function doubtOf(
  { host, ownCa, adminCa }: ClusterWord,
  labCa: string | undefined,
  words: readonly ClusterWord[],
): string | undefined {
  if (ownCa === undefined) return `${host} has no certificate in /etc/kubernetes/pki/ca.crt`;
  if (adminCa === undefined) return `admin.conf of ${host} names no CA certificate`;
  if (adminCa !== ownCa) return `admin.conf of ${host} trusts another CA than its /etc/kubernetes/pki/ca.crt`;
  if (ownCa === labCa) return undefined;
  const others = words.filter((word) => word.ownCa === labCa).map((word) => word.host);
  return `the cluster CA of ${host} is not the one of ${others.join(', ')}`;
}

/** The first of those that come equally often. */
function mostCommon(values: readonly string[]): string | undefined {
  const count = (value: string): number => values.filter((each) => each === value).length;
  const most = Math.max(0, ...values.map(count));
  return values.find((value) => count(value) === most);
}

/** What the cluster keeps itself; for the rest what an earlier nuclab left on a control plane of this cluster. */
function markersOf(best: ClusterWord, words: readonly ClusterWord[], labCa: string): readonly HostMarker[] {
  const old = words.filter(({ ownCa }) => ownCa === labCa).flatMap(({ oldMarkers }) => oldMarkers);
  const byPhase = new Map<string, HostMarker>();
  for (const marker of [...best.markers, ...old]) {
    if (!byPhase.has(marker.phase)) byPhase.set(marker.phase, marker);
  }
  return [...byPhase.values()];
}
