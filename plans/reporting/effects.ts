import type { LabView } from './lab-view';
import { leavingEffects } from './leaving-effects';
import { phaseOrder } from './phase-order';
import type { Effect, Severity } from './plan-report';
import { refusals } from './refusals';
import { standing } from './standing';
import type { StepFinding } from './step-finding';
import { interruptions, type Interruption } from './effect-table';

const gravestFirst: readonly Severity[] = [
  'destructive',
  'left-alone',
  'refused',
  'disruptive',
  'without-effect',
];

/** What the plan destroys, interrupts, leaves undone; the gravest first, then in the order of the hosts. */
export function effects(view: LabView, findings: readonly StepFinding[]): Effect[] {
  const refused = refusals(view, findings);
  const runs = ({ planned: { host, phase } }: StepFinding): boolean => {
    const stopped = refused.get(host)?.phase;
    return stopped === undefined || phaseOrder(phase) < phaseOrder(stopped);
  };
  const running = findings.filter(runs);
  const leaving = leavingEffects(view, findings);
  const destroyed = new Set(
    leaving.filter(({ severity }) => severity === 'destructive').map(({ host }) => host),
  );
  const found = [
    ...leaving,
    ...[...refused.values()].map(({ effect }) => effect),
    // Of a host that is reset nobody asks whether it is also interrupted.
    ...running
      .filter(({ planned }) => !destroyed.has(planned.host))
      .flatMap((each) => interrupted(view, each)),
    ...nodeSettings(view, running),
  ];
  const places = new Map(view.hosts.map((host, place) => [host, place]));
  const place = ({ severity, host }: Effect): number =>
    gravestFirst.indexOf(severity) * places.size + (places.get(host) ?? 0);
  return found.sort((a, b) => place(a) - place(b));
}

function interrupted(view: LabView, finding: StepFinding): Effect[] {
  const { planned, happens } = finding;
  const { host, phase } = planned;
  if (happens !== 'runs-again' && happens !== 'first-run') return [];
  if (standing(view, host) === 'none') return [];
  const texts = interruptions
    .filter((each) => each.phase === phase && mayHappen(each, finding))
    .map(({ text }): Effect => ({ severity: 'disruptive', host, text, fix: null }));
  const withoutEffect = finding.changes.some(({ trigger }) => trigger === 'kubeadm_yaml_sha256');
  return phase === 'control-plane' && withoutEffect ? [...texts, kubeadmConfig(host)] : texts;
}

/** By what differs on the host and what changes in the inventory; without either, anything the script might do. */
function mayHappen({ items, triggers }: Interruption, finding: StepFinding): boolean {
  const { planned, observed, changes, differences } = finding;
  const checked = observed?.check.result === 'in-place' || observed?.check.result === 'differs';
  const scriptOnly = changes.every(({ kind }) => kind === 'script');
  if (planned.tainted || planned.requested || (!checked && scriptOnly)) return true;
  return (
    differences.some(({ item }) => items.includes(item)) ||
    changes.some(({ trigger, kind }) => triggers.includes(trigger) || kind === 'hidden')
  );
}

function kubeadmConfig(host: string): Effect {
  return {
    severity: 'without-effect',
    host,
    text: 'the control plane runs already, and kubeadm.yaml is read only when one is made: the change does not reach it',
    fix: 'make the same change in the running cluster with kubeadm',
  };
}

/** The step `nodes` writes Node objects: it ends cordons, and a NoExecute taint makes pods go. */
function nodeSettings(view: LabView, findings: readonly StepFinding[]): Effect[] {
  const runs = findings.find(({ planned, happens }) => planned.phase === 'nodes' && happens === 'runs-again');
  if (runs === undefined) return [];
  const cordoned = (view.facts?.cluster?.nodes ?? [])
    .filter(({ name, schedulable }) => !schedulable && view.host(name) !== undefined)
    .map(({ name }): Effect =>
      disruptive(name, 'cordoned at present: the step nodes lets it take pods again'),
    );
  const settingsChange =
    runs.observed === undefined ||
    runs.differences.some(({ item }) => item === 'settings') ||
    runs.changes.some(({ trigger }) => trigger === 'node_settings_sha256');
  if (!settingsChange) return cordoned;
  const evicting = view.inventory.hosts.filter(({ taints }) =>
    taints.some(({ effect }) => effect === 'NoExecute'),
  );
  const text = 'NoExecute taint in lab.yaml: where it is new, pods that do not tolerate it end';
  return [...cordoned, ...evicting.map(({ name }) => disruptive(name, text))];
}

function disruptive(host: string, text: string): Effect {
  return { severity: 'disruptive', host, text, fix: null };
}
