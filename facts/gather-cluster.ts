import type { Inventory } from '../inventory/types';
import { tryPhase } from '../phases';
import { clusterPlace } from '../phases/step-address';
import type { SshSession } from '../ssh/types';
import { checkMarkers, type CheckMarkersProps } from './check-markers';
import type { ClusterFacts } from './cluster-facts';
import type { ClusterVote } from './cluster-vote';
import { kubeconfigDifference } from './operator-kubeconfig';
import type { StepFacts } from './step-facts';

export interface GatherClusterProps {
  readonly inventory: Inventory;
  /** Folder of lab.yaml. */
  readonly labDirectory: string;
  /** Whether this computer keeps the cluster's kubeconfig; where it does not, a missing one is no drift. */
  readonly keepsKubeconfig: boolean;
  /** On which control plane is believed. */
  readonly vote: ClusterVote;
}

/** The cluster with the checks of its steps, over the connection to a control plane; undefined when another one is believed. */
export async function gatherCluster(
  session: SshSession,
  checkProps: Omit<CheckMarkersProps, 'place' | 'markers'>,
  props: GatherClusterProps,
): Promise<ClusterFacts | undefined> {
  const { believed } = await props.vote.belief;
  if (believed?.facts.observedOn !== checkProps.target.name) return undefined;
  const { markers, caFingerprint, facts } = believed;
  const steps = await checkMarkers(session, { ...checkProps, place: clusterPlace, markers });
  return { ...facts, steps: steps.map((step) => withOperatorKubeconfig(step, caFingerprint, props)) };
}

/** The kubeconfig on this computer is the part of its step that no host can see. */
function withOperatorKubeconfig(
  step: StepFacts,
  caFingerprint: string,
  { inventory, labDirectory, keepsKubeconfig }: GatherClusterProps,
): StepFacts {
  const { phase, check } = step;
  if (tryPhase(phase)?.task?.kubeconfigInput === undefined || !keepsKubeconfig) return step;
  if (check.result === 'running' || check.result === 'failed') return step;
  const { controlPlane, kubeconfig: path } = inventory.kubernetes;
  const servers = inventory.hosts
    .filter(({ name }) => controlPlane.includes(name))
    .map(({ address }) => `https://${address}:6443`);
  const difference = kubeconfigDifference({ labDirectory, path, servers, caFingerprint });
  if (difference === undefined) return step;
  const others = check.result === 'differs' ? check.differences : [];
  return { ...step, check: { result: 'differs', differences: [...others, difference] } };
}
