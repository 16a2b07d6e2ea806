import type { Host, Inventory } from '../inventory/types';
import type { Said } from '../exchange/keyed-lines';
import { parseLock } from '../locks/host-lock';
import type { Connect, SshContext, SshTarget } from '../ssh/types';
import { askHost } from './ask-host';
import { checkMarkers } from './check-markers';
import type { ClusterFacts } from './cluster-facts';
import type { FactPart, ReachTargets } from './fact-parts';
import type { HostFacts, HostLock } from './host-facts';
import { parseMarker, type HostMarker } from './markers';
import { kubeconfigDifference } from './operator-kubeconfig';
import { parseCluster } from './parse-cluster';
import { parseHost } from './parse-host';
import type { StepFacts } from './step-facts';

export interface GatherHostProps {
  readonly inventory: Inventory;
  /** Folder of lab.yaml. */
  readonly labDirectory: string;
  readonly assetsDirectory: string;
  readonly context: SshContext;
  readonly connect: Connect;
  readonly parts: readonly FactPart[];
  readonly reach?: ReachTargets;
  /** Whether this computer keeps the cluster's kubeconfig; where it does not, a missing one is no drift. */
  readonly keepsKubeconfig: boolean;
  readonly signal?: AbortSignal;
  readonly now: () => number;
}

export interface GatheredHost {
  readonly host: HostFacts;
  readonly cluster?: ClusterFacts;
}

/** The facts of one host over one connection; each remembered step is checked while the host still says the rest. */
export async function gatherHost(
  host: Host,
  target: SshTarget,
  props: GatherHostProps,
): Promise<GatheredHost> {
  const session = await props.connect(target, props.context);
  try {
    let checks: Promise<readonly StepFacts[]> = Promise.resolve([]);
    const answer = await askHost(session, props, (said) => {
      const hasBash = said.one('bash') !== undefined;
      checks = checkMarkers(session, { host, target, markers: markersIn(said), hasBash, ...props });
      // Whoever waits for it below hears of its failure; the answer may fail first.
      checks.catch(() => undefined);
    });
    const steps = await checks;
    const facts = parseHost(answer, session.hostKey);
    const lock = lockIn(answer.said);
    const cluster = parseCluster(answer.said);
    const { name, address } = host;
    return {
      host: {
        name,
        address,
        reached: true,
        ...facts,
        steps: steps.map((step) =>
          withOperatorKubeconfig(step, host, facts.membership?.caFingerprint, props),
        ),
        ...(lock === undefined ? {} : { lock }),
      },
      ...(cluster === undefined ? {} : { cluster: { observedOn: name, ...cluster } }),
    };
  } finally {
    await session.close();
  }
}

function markersIn(said: Said): HostMarker[] {
  return said.all('marker').flatMap((line) => {
    const [phase = ''] = line.split(' ', 1);
    return parseMarker(phase, line.slice(phase.length + 1)) ?? [];
  });
}

function lockIn(said: Said): HostLock | undefined {
  const age = said.number('lock-age');
  return age === undefined ? undefined : parseLock(said.all('lock'), age);
}

function withOperatorKubeconfig(
  step: StepFacts,
  host: Host,
  caFingerprint: string | undefined,
  { inventory, labDirectory, keepsKubeconfig }: GatherHostProps,
): StepFacts {
  const { phase, check } = step;
  if (phase !== 'kubeconfig') return step;
  if (!keepsKubeconfig || check.result === 'running' || check.result === 'failed') return step;
  const server = `https://${host.address}:6443`;
  const path = inventory.kubernetes.kubeconfig;
  const difference = kubeconfigDifference({ labDirectory, path, server, caFingerprint });
  if (difference === undefined) return step;
  const others = check.result === 'differs' ? check.differences : [];
  return { ...step, check: { result: 'differs', differences: [...others, difference] } };
}
