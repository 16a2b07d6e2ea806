import type { Host, Inventory } from '../inventory/types';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { assetsDirectory, packageVersion } from '../manifest/program';
import { connect, mapHosts, sshContext, sshTarget, type Connect, type HostOutcome } from '../ssh';
import { utc } from '../text/words';
import type { ClusterBelief } from './believe-cluster';
import type { ClusterFacts } from './cluster-facts';
import { ClusterVote } from './cluster-vote';
import { localParts, type FactPart, type ReachTargets } from './fact-parts';
import { gatherHost, type GatheredHost } from './gather-host';
import { hostProblem } from './host-problem';
import type { LabFacts } from './lab-facts';

/** A host in the same building answers within milliseconds; one that is off must not hold the others up. */
const connectSeconds = 5;
/** Side by side; more would make sshd's MaxStartups of a bastion refuse some. */
const hostsAtOnce = 50;

export interface GatherFactsProps {
  readonly inventory: Inventory;
  /** Folder of lab.yaml. */
  readonly labDirectory: string;
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Hosts of the inventory that are asked. @default - all */
  readonly hosts?: readonly Host[];
  /** What they are asked for. @default - all that needs no network */
  readonly parts?: readonly FactPart[];
  /** For the part `reach`. @default - nothing */
  readonly reach?: ReachTargets;
  /** Aborting ends all exchanges and rejects. */
  readonly signal?: AbortSignal;
  /** @default - over SSH */
  readonly connect?: Connect;
  /** @default - the program's own assets/ */
  readonly assetsDirectory?: string;
  /** @default - the clock of this computer */
  readonly now?: () => Date;
}

/**
 * Asks all hosts at once, each over one connection, without changing anything. A host that gives no facts is a result,
 * not an error.
 *
 * @throws NuclabError `interrupted` when the signal aborts
 */
export async function gatherFacts(props: GatherFactsProps): Promise<LabFacts> {
  const { inventory, labDirectory, env = process.env, signal, now = () => new Date() } = props;
  const observedAt = utc(now());
  const context = { ...sshContext(inventory, labDirectory, env), connectTimeoutSeconds: connectSeconds };
  const { hosts = inventory.hosts, parts = localParts } = props;
  const controlPlanes = hosts
    .map(({ name }) => name)
    .filter((name) => inventory.kubernetes.controlPlane.includes(name));
  const vote = new ClusterVote(parts.includes('cluster') ? controlPlanes : []);
  const outcomes = await mapHosts(hosts, hostsAtOnce, (host) =>
    gatherHost(host, sshTarget(host, inventory.ssh), {
      inventory,
      labDirectory,
      assetsDirectory: props.assetsDirectory ?? assetsDirectory(),
      context,
      connect: props.connect ?? connect,
      parts,
      reach: props.reach,
      keepsKubeconfig: env.NUCLAB_KUBECONFIG !== 'none',
      vote,
      signal,
      now: () => now().getTime(),
    }),
  );
  if (signal?.aborted === true) throw interrupted();
  const cluster = clusterOf(outcomes, await vote.belief);
  return {
    schemaVersion: 2,
    lab: inventory.name,
    observedAt,
    nuclab: packageVersion(),
    hosts: outcomes.map(({ host: { name, address }, value, error }) =>
      value === undefined
        ? { name, address, reached: false as const, problem: hostProblem(error, name) }
        : value.host,
    ),
    ...(cluster === undefined ? {} : { cluster }),
  };
}

/** The believed control plane may have been lost while its cluster's steps were checked. */
function clusterOf(
  outcomes: readonly HostOutcome<Host, GatheredHost>[],
  { believed, problem }: ClusterBelief,
): ClusterFacts | undefined {
  if (believed === undefined) return problem;
  const { observedOn } = believed.facts;
  const outcome = outcomes.find(({ host }) => host.name === observedOn);
  if (outcome?.value?.cluster !== undefined) return outcome.value.cluster;
  const { what } = hostProblem(outcome?.error, observedOn);
  return { observedOn, problem: what, nodes: [], etcdMembers: [], steps: [] };
}

function interrupted(): NuclabError {
  return new NuclabError({
    what: 'interrupted while gathering facts',
    fix: 'run it again',
    exitCode: ExitCode.interrupted,
  });
}
