import type { Phase } from '../../constructs/phase';
import type { LabView } from './lab-view';
import { singleLine } from '../../text/single-line';
import type { Effect } from './plan-report';
import { standing } from './standing';
import type { StepFinding } from './step-finding';

/** Phases whose scripts refuse another Kubernetes version than the one that runs: install-kubernetes-packages.sh, init-control-plane.sh. */
const versioned = ['kubernetes-packages', 'control-plane'];

export interface Refusal {
  /** Nothing after it runs on the host. */
  readonly phase: Phase;
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
  if (happens !== 'runs-again' && happens !== 'first-run') return undefined;
  if (!versioned.includes(phase) || standing(view, host) === 'none') return undefined;
  const seen =
    phase === 'control-plane' ? view.facts?.cluster?.version : view.observed(host)?.versions['kubelet'];
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
