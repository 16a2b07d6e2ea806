import { isDeepStrictEqual } from 'node:util';
import { stepId } from '../phases/step-address';
import type { CheckOutcome, HostFacts, HostResult, LabFacts } from './lab-facts';

/**
 * What is no longer as saved facts say, as far as a plan stands on it: hosts reached, identity, markers, differences. One
 * line for each change, `nuc02/base: swap is on`; load, times and readiness come and go and are left out.
 */
export function factsChanged(saved: LabFacts, now: LabFacts): string[] {
  return saved.hosts.flatMap((old) => {
    const host = now.hosts.find(({ name }) => name === old.name);
    return host === undefined ? [] : hostChanges(old, host);
  });
}

function hostChanges(old: HostResult, host: HostResult): string[] {
  if (!host.reached) return old.reached ? [`${host.name}: cannot be reached any more`] : [];
  if (!old.reached) return [`${host.name}: can be reached now`];
  if (old.identity.machineId !== host.identity.machineId) return [`${host.name}: is another machine now`];
  return stepChanges(old, host);
}

function stepChanges(old: HostFacts, host: HostFacts): string[] {
  const phases = [...new Set([...old.steps, ...host.steps].map(({ phase }) => phase))];
  return phases.flatMap((phase) => {
    const [was, is] = [old, host].map(({ steps }) => steps.find((step) => step.phase === phase));
    const where = stepId(host.name, phase);
    if (is === undefined) return [`${where}: is not remembered on the host any more`];
    if (was === undefined || !isDeepStrictEqual(was.marker, is.marker))
      return [`${where}: was run meanwhile`];
    const [before, after] = [own(was.check), own(is.check)];
    return before === after ? [] : [`${where}: ${after === '' ? 'is in place now' : after}`];
  });
}

/** Outcomes follow from other steps and come and go with them. */
function own(check: CheckOutcome): string {
  switch (check.result) {
    case 'differs':
      return check.differences
        .filter(({ inherited }) => !inherited)
        .map(({ text }) => text)
        .join('; ');
    case 'running':
      return 'is at work';
    case 'failed':
      return `the check failed: ${check.what}`;
    default:
      return '';
  }
}
