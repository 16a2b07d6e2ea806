import { checkSteps } from '../exchange/check-step';
import { prepareTask } from '../exchange/step-task';
import { phaseOrder } from '../phases';
import type { SshSession, SshTarget } from '../ssh/types';
import { singleLine } from '../text/single-line';
import { markedStep, markerFacts, type HostMarker } from './markers';
import type { CheckOutcome, StepFacts } from './step-facts';

/** A check takes about a second; a step whose check hangs is a step that cannot be vouched for. */
const checkSeconds = 15;

export interface CheckMarkersProps {
  /** Name of the host, or `cluster`. */
  readonly place: string;
  readonly target: SshTarget;
  readonly markers: readonly HostMarker[];
  /** The scripts of all steps are bash; a host that lost it still has facts. */
  readonly hasBash: boolean;
  readonly assetsDirectory: string;
  readonly signal?: AbortSignal;
}

/** Whether each remembered step still holds, in the order of the phases. */
export async function checkMarkers(session: SshSession, props: CheckMarkersProps): Promise<StepFacts[]> {
  const markers = [...props.markers].sort((a, b) => phaseOrder(a.phase) - phaseOrder(b.phase));
  if (markers.length === 0) return [];
  const checks = props.hasBash ? await check(session, markers, props) : [];
  const failed: CheckOutcome = {
    result: 'failed',
    what: props.hasBash ? 'the host gave no answer' : 'bash is missing',
  };
  return markers.map((marker, index) => ({
    phase: marker.phase,
    marker: markerFacts(marker),
    check: cleaned(checks[index] ?? failed),
  }));
}

function check(
  session: SshSession,
  markers: readonly HostMarker[],
  { place, target, assetsDirectory, signal }: CheckMarkersProps,
): Promise<readonly CheckOutcome[]> {
  const tasks = markers.map((marker) =>
    prepareTask(markedStep(marker, place, assetsDirectory), assetsDirectory),
  );
  const options = { assetsDirectory, adminUser: target.user, timeoutSeconds: checkSeconds, signal };
  return checkSteps(session, tasks, options);
}

function cleaned(outcome: CheckOutcome): CheckOutcome {
  if (outcome.result === 'failed') return { ...outcome, what: singleLine(outcome.what) };
  if (outcome.result !== 'differs') return outcome;
  return {
    ...outcome,
    differences: outcome.differences.map((each) => ({ ...each, text: singleLine(each.text) })),
  };
}
