import { phaseOf, type PhaseName } from '../../phases';
import { singleLine } from '../../text/single-line';
import { currentRole } from './current-role';
import type { LabView } from './lab-view';
import type { Effect } from './plan-report';
import type { StepFinding } from './step-finding';

export interface Refusal {
  /** Nothing after it runs on the host. */
  readonly phase: PhaseName;
  readonly effect: Effect;
}

/** Nodes that would have to be upgraded, which nuclab does not do in passing: host to its first step that stops. */
export function refusals(view: LabView, findings: readonly StepFinding[]): ReadonlyMap<string, Refusal> {
  const byHost = new Map<string, Refusal>();
  for (const finding of findings) {
    const { host } = finding.planned;
    const running = byHost.has(host) ? undefined : runningVersion(view, finding);
    if (running !== undefined) byHost.set(host, refusal(finding, running));
  }
  return byHost;
}

/** The version that runs on the node and is not the wanted one. */
function runningVersion(view: LabView, { planned, happens }: StepFinding): string | undefined {
  const { host, phase, before, after } = planned;
  const { refusesVersionOf } = phaseOf(phase);
  if (happens !== 'runs-again' && happens !== 'first-run') return undefined;
  if (refusesVersionOf === undefined || currentRole(view, host) === 'none') return undefined;
  const seen =
    refusesVersionOf === 'api-server'
      ? view.facts?.cluster?.version
      : view.hostFacts(host)?.versions['kubelet'];
  const running = seen ?? before?.['kubernetes_version'];
  return running === after?.['kubernetes_version'] ? undefined : running;
}

function refusal({ planned: { host, phase } }: StepFinding, running: string): Refusal {
  const runs = singleLine(running, 40);
  const text =
    `a node with Kubernetes ${runs}, which nuclab does not upgrade in passing: ` +
    `the step ${phase} stops before it changes anything, and nothing after it runs on the host`;
  const fix = `set kubernetes.version in lab.yaml back to ${runs}, or let the host leave the cluster first`;
  return { phase, effect: { severity: 'refused', host, text, fix } };
}
