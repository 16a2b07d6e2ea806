import type { CheckOutcome, HostLock, HostFacts } from '../../facts/lab-facts';
import type { LabView } from './lab-view';
import { singleLine } from '../../text/single-line';
import type { Notice, StepRow } from './plan-report';
import { atTime, count, listed } from '../../text/words';

type Found = Pick<Notice, 'kind' | 'what' | 'fix'>;

/** What a reader must know of hosts beside the steps: in the order of the inventory, the gravest of a host first. */
export function notices(view: LabView, steps: readonly StepRow[]): Notice[] {
  if (view.facts === undefined) return [];
  return view.inventory.hosts.flatMap(({ name, address }) => {
    const result = view.hostResult(name);
    const about = { host: name, address: singleLine(address, 40) };
    if (result === undefined) {
      const what = 'it, or its address, was added to lab.yaml after the hosts were checked';
      return [{ kind: 'not-looked-at', ...about, what, fix: 'check the hosts again and make a new plan' }];
    }
    if (!result.reached) {
      const { what, fix } = result.problem;
      const planned = steps.filter(({ host }) => host === name).length;
      return [
        {
          kind: 'unreachable',
          ...about,
          what: `${singleLine(what)}${inVain(planned)}`,
          fix: singleLine(fix),
        },
      ];
    }
    const found = [...otherLab(view, result), ...inUse(result)];
    return found.map(({ kind, what, fix }) => ({ kind, ...about, what, fix }));
  });
}

function inVain(steps: number): string {
  if (steps === 0) return '';
  const [are, fail] = steps === 1 ? ['is', 'fails'] : ['are', 'fail'];
  return `; ${count(steps, 'step')} ${are} planned for it all the same, and ${fail} while it stays so`;
}

/** Markers of a lab that neither lab.yaml nor Terraform's state knows: somebody else's nuclab prepared the host. */
function otherLab(view: LabView, host: HostFacts): Found[] {
  const known = [view.inventory.name, ...view.changesOf(host.name).map(({ before }) => before?.['lab'])];
  const labs = host.steps.flatMap(({ phase, marker }) => {
    const lab = marker.inputs['LAB'];
    return lab === undefined || known.includes(lab) ? [] : [{ lab, phase }];
  });
  if (labs[0] === undefined) return [];
  const phases = labs.map(({ phase }) => singleLine(phase, 40));
  const what = `was prepared by the lab ${singleLine(labs[0].lab, 63)}, not ${singleLine(view.inventory.name, 63)} (${listed(phases, 4)})`;
  return [
    {
      kind: 'other-lab',
      what,
      fix: 'find out who uses it, and take it out of one of the two lab.yaml files',
    },
  ];
}

function inUse({ lock, steps }: HostFacts): Found[] {
  const atWork = phasesWith(steps, 'running');
  if (lock === undefined && atWork.length === 0) return [];
  const said = [
    ...(lock === undefined ? [] : [owner(lock)]),
    ...(atWork.length === 0 ? [] : [`running during the check: ${atWork.join(', ')}`]),
  ];
  return [{ kind: 'in-use', what: said.join('; '), fix: 'wait until that is done, then make a new plan' }];
}

function owner({ owner: who, purpose, since, heartbeatSeconds }: HostLock): string {
  const alive = `last heartbeat ${Math.round(heartbeatSeconds)} s before the check`;
  return `${singleLine(who, 100)} works on it since ${atTime(singleLine(since, 40))}: ${singleLine(purpose, 150)} (${alive})`;
}

function phasesWith(steps: HostFacts['steps'], result: CheckOutcome['result']): string[] {
  return steps.filter(({ check }) => check.result === result).map(({ phase }) => singleLine(phase, 40));
}
