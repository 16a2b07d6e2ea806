import type { LabView } from './lab-view';
import { leavingEffects } from './leaving-effects';
import { phaseOf, phaseOrder, type InterruptibleLab, type Interruption } from '../../phases';
import { fileLabel } from '../../phases/files';
import { clusterPlace } from '../../phases/step-address';
import { fileTrigger, inputTrigger } from '../../phases/triggers';
import type { Effect, Severity } from './plan-report';
import { refusals } from './refusals';
import { currentRole } from './current-role';
import type { StepFinding } from './step-finding';

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
  const { controlPlane } = view.inventory.kubernetes;
  const runs = ({ planned: { host, phase } }: StepFinding): boolean => {
    // A cluster's steps come after those of every control plane.
    if (host === clusterPlace) return !controlPlane.some((name) => refused.has(name));
    const stopped = refused.get(host)?.phase;
    return stopped === undefined || phaseOrder(phase) < phaseOrder(stopped);
  };
  const running = findings.filter(runs);
  const leaving = leavingEffects(view, findings);
  const destroyed = new Set(
    leaving.filter(({ severity }) => severity === 'destructive').map(({ host }) => host),
  );
  const isLost = controlPlane.every((name) => destroyed.has(name));
  const found = [
    ...leaving,
    ...[...refused.values()].map(({ effect }) => effect),
    // Of a host that is reset, or a cluster that is lost with it, nobody asks whether it is also interrupted.
    ...running
      .filter(({ planned: { host } }) => !destroyed.has(host) && (host !== clusterPlace || !isLost))
      .flatMap((each) => interrupted(view, each)),
  ];
  const places = new Map([...view.hosts, clusterPlace].map((host, place) => [host, place]));
  const place = ({ severity, host }: Effect): number =>
    gravestFirst.indexOf(severity) * places.size + (places.get(host) ?? 0);
  return found.sort((a, b) => place(a) - place(b));
}

function interrupted(view: LabView, finding: StepFinding): Effect[] {
  const { planned, happens } = finding;
  const { host, phase } = planned;
  if (happens !== 'runs-again' && happens !== 'first-run') return [];
  if (host === clusterPlace ? !isDeployed(view) : currentRole(view, host) === 'none') return [];
  const said = phaseOf(phase)
    .interrupts.filter((each) => mayHappen(each, finding))
    .flatMap(({ text, hosts }) => {
      if (hosts === undefined) return [disruptive(host, text)];
      return happens === 'runs-again' ? hosts(seenLab(view)).map((name) => disruptive(name, text)) : [];
    });
  return [...said, ...withoutEffect(view, finding)];
}

/** By what differs and what changes in the inventory; without either, anything the script might do. */
function mayHappen(interruption: Interruption, finding: StepFinding): boolean {
  const { planned, found, changes, differences } = finding;
  const checked = found?.check.result === 'in-place' || found?.check.result === 'differs';
  const scriptOnly = changes.every(({ kind }) => kind === 'script');
  if (planned.tainted || planned.requested || (!checked && scriptOnly)) return true;
  const triggers = [...interruption.inputs.map(inputTrigger), ...interruption.files.map(fileTrigger)];
  return (
    differences.some(({ item }) => interruption.items.includes(item)) ||
    changes.some(({ trigger, kind }) => triggers.includes(trigger) || kind === 'hidden')
  );
}

/** Files that are read only when a node is made: a change of them does not reach one that runs. */
function withoutEffect(view: LabView, { planned: { host, phase }, changes }: StepFinding): Effect[] {
  return view.files.flatMap((file): Effect[] => {
    const label = fileLabel(phase, file)?.withoutEffect;
    if (label === undefined || !changes.some(({ trigger }) => trigger === fileTrigger(file))) return [];
    return [{ severity: 'without-effect', host, ...label }];
  });
}

/** Whether there is a cluster that runs something. */
function isDeployed(view: LabView): boolean {
  return view.hosts.some((host) => currentRole(view, host) === 'control-plane');
}

function seenLab(view: LabView): InterruptibleLab {
  const cordoned = (view.facts?.cluster?.nodes ?? [])
    .filter(({ name, schedulable }) => !schedulable && view.host(name) !== undefined)
    .map(({ name }) => name);
  return { hosts: view.inventory.hosts, cordoned };
}

function disruptive(host: string, text: string): Effect {
  return { severity: 'disruptive', host, text, fix: null };
}
