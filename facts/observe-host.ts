import type { Host, Inventory } from '../inventory/types';
import type { Connect, SshContext, SshSession, SshTarget } from '../ssh/types';
import { checkSteps } from '../exchange/check-step';
import { prepareTask } from '../exchange/step-task';
import { phaseOrder } from '../phases';
import { parseLock } from '../locks/host-lock';
import { singleLine } from '../text/single-line';
import type { CheckOutcome, ClusterFacts, ObservedHost, StepObservation } from './lab-facts';
import { lookAtHost, lookAtSoftware, type SoftwareLook } from './look';
import { markedStep, markerFacts, type HostMarker } from './markers';
import { kubeconfigDifference } from './operator-kubeconfig';

/** A check takes about a second; a step whose check hangs is a step that cannot be vouched for. */
const checkSeconds = 15;

export interface ObserveHostProps {
  readonly inventory: Inventory;
  /** Folder of lab.yaml. */
  readonly labDirectory: string;
  readonly assetsDirectory: string;
  readonly context: SshContext;
  readonly connect: Connect;
  /** Whether this computer keeps the cluster's kubeconfig; where it does not, a missing one is no drift. */
  readonly keepsKubeconfig: boolean;
  readonly signal?: AbortSignal;
}

export interface HostResult {
  readonly host: ObservedHost;
  readonly cluster?: ClusterFacts;
}

/** Looks at one host over one connection: first what it is and remembers, then whether each remembered step still holds. */
export async function observeHost(
  host: Host,
  target: SshTarget,
  props: ObserveHostProps,
): Promise<HostResult> {
  const session = await props.connect(target, props.context);
  try {
    const seen = await lookAtHost(session, props);
    const [checks, software] = await Promise.all([
      checkMarkers(session, host, target, seen.markers, props),
      lookAtSoftware(session, props),
    ]);
    const { identity, system, usage } = seen;
    const { versions, certificates, cluster } = software;
    const steps = checks.map((step) =>
      step.phase === 'kubeconfig' ? withOperatorKubeconfig(step, host, software, props) : step,
    );
    const lock = seen.lock && parseLock(seen.lock.lines, seen.lock.ageSeconds);
    const { name, address } = host;
    const facts = { name, address, reached: true, identity, system, usage, versions, certificates } as const;
    return {
      host: { ...facts, steps, ...(lock === undefined ? {} : { lock }) },
      ...(cluster === undefined ? {} : { cluster: { observedOn: name, ...cluster, steps: [] } }),
    };
  } finally {
    await session.close();
  }
}

async function checkMarkers(
  session: SshSession,
  host: Host,
  target: SshTarget,
  found: readonly HostMarker[],
  { assetsDirectory, signal }: ObserveHostProps,
): Promise<StepObservation[]> {
  const markers = [...found].sort((a, b) => phaseOrder(a.phase) - phaseOrder(b.phase));
  if (markers.length === 0) return [];
  const tasks = markers.map((marker) =>
    prepareTask(markedStep(marker, host.name, assetsDirectory), assetsDirectory),
  );
  const options = { assetsDirectory, adminUser: target.user, timeoutSeconds: checkSeconds, signal };
  const results = await checkSteps(session, tasks, options);
  return markers.map((marker, index) => ({
    phase: marker.phase,
    marker: markerFacts(marker),
    check: cleaned(results[index] ?? { result: 'failed', what: 'the host gave no answer' }),
  }));
}

function withOperatorKubeconfig(
  step: StepObservation,
  host: Host,
  { caFingerprint }: SoftwareLook,
  { inventory, labDirectory, keepsKubeconfig }: ObserveHostProps,
): StepObservation {
  const { check } = step;
  if (!keepsKubeconfig || check.result === 'running' || check.result === 'failed') return step;
  const server = `https://${host.address}:6443`;
  const path = inventory.kubernetes.kubeconfig;
  const difference = kubeconfigDifference({ labDirectory, path, server, caFingerprint });
  if (difference === undefined) return step;
  const others = check.result === 'differs' ? check.differences : [];
  return { ...step, check: { result: 'differs', differences: [...others, difference] } };
}

function cleaned(check: CheckOutcome): CheckOutcome {
  if (check.result === 'failed') return { ...check, what: singleLine(check.what) };
  if (check.result !== 'differs') return check;
  return {
    ...check,
    differences: check.differences.map((each) => ({ ...each, text: singleLine(each.text) })),
  };
}
