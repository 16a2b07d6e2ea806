import type { LabView } from './lab-view';
import { phaseOf } from '../../phases';
import { singleLine } from '../../text/single-line';
import type { HostInLab, HostState } from './plan-report';
import type { StepFinding } from './step-finding';

/** Every host with its role and what the plan makes of it. */
export function hostsInLab(view: LabView, findings: readonly StepFinding[]): HostInLab[] {
  const { controlPlane, workers } = view.inventory.kubernetes;
  const byHost = new Map<string, StepFinding[]>(view.hosts.map((host) => [host, []]));
  for (const finding of findings) byHost.get(finding.planned.host)?.push(finding);
  return view.hosts.map((name) => {
    const ofHost = byHost.get(name) ?? [];
    const before = ofHost.find(({ planned }) => phaseOf(planned.phase).membership === 'leaves')?.planned
      .before;
    const role = controlPlane.includes(name) ? 'control-plane' : workers.includes(name) ? 'worker' : 'none';
    const address = view.host(name)?.address ?? before?.['host_address'];
    return {
      name: singleLine(name, 63),
      address: address === undefined ? null : singleLine(address, 40),
      role,
      state: stateOf(view, name, ofHost),
    };
  });
}

function stateOf(view: LabView, host: string, findings: readonly StepFinding[]): HostState {
  const happens = new Set(findings.map((finding) => finding.happens));
  if (happens.has('leaves') || happens.has('dropped')) return 'leaves';
  if (view.hostResult(host)?.reached === false) return 'unreachable';
  if (['first-run', 'runs-again', 'forgotten'].some((each) => happens.has(each as never))) return 'changes';
  const checked = findings.every(({ found }) => !['running', 'failed'].includes(found?.check.result ?? ''));
  const looked = view.facts === undefined || view.hostFacts(host) !== undefined;
  return looked && checked ? 'unchanged' : 'not-looked-at';
}
