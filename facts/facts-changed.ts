import { isDeepStrictEqual } from 'node:util';
import { clusterPlace, stepId } from '../phases/step-address';
import type { CheckOutcome, ClusterFacts, HostResult, LabFacts, StepFacts } from './lab-facts';

/**
 * What is no longer as saved facts say, as far as a plan stands on it: hosts reached, identity, markers, differences. One
 * line for each change, `nuc02/base: swap is on`; load, times and readiness come and go and are left out.
 */
export function factsChanged(saved: LabFacts, now: LabFacts): string[] {
  const hosts = saved.hosts.flatMap((old) => {
    const host = now.hosts.find(({ name }) => name === old.name);
    return host === undefined ? [] : hostChanges(old, host);
  });
  return [...hosts, ...clusterChanges(saved.cluster, now.cluster)];
}

function hostChanges(old: HostResult, host: HostResult): string[] {
  if (!host.reached) return old.reached ? [`${host.name}: can no longer be reached`] : [];
  if (!old.reached) return [`${host.name}: can be reached now`];
  if (old.identity.machineId !== host.identity.machineId) return [`${host.name}: is another machine now`];
  return stepChanges(host.name, old.steps, host.steps);
}

/** A cluster that nobody could ask says nothing of its steps. */
function clusterChanges(old: ClusterFacts | undefined, now: ClusterFacts | undefined): string[] {
  const [couldAsk, canAsk] = [old, now].map((each) => each !== undefined && each.problem === undefined);
  if (couldAsk !== canAsk) return [`${clusterPlace}: can ${canAsk ? 'be asked now' : 'no longer be asked'}`];
  return canAsk ? stepChanges(clusterPlace, old?.steps ?? [], now?.steps ?? []) : [];
}

function stepChanges(place: string, old: readonly StepFacts[], now: readonly StepFacts[]): string[] {
  const phases = [...new Set([...old, ...now].map(({ phase }) => phase))];
  return phases.flatMap((phase) => {
    const [was, is] = [old, now].map((steps) => steps.find((step) => step.phase === phase));
    const where = stepId(place, phase);
    if (is === undefined) return [`${where}: is no longer remembered`];
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
      return 'is running';
    case 'failed':
      return `the check failed: ${check.what}`;
    default:
      return '';
  }
}
