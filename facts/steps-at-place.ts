import type { Step } from '../constructs/step';
import { tryPhase } from '../phases';
import { hostFacts, type LabFacts, type StepFacts } from './lab-facts';

/**
 * What was found of the steps at the place of this one: on its host, or in the cluster. A cluster that does not exist yet
 * has none; one that no control plane could tell of is unknown.
 *
 * @returns undefined when the place was not checked
 */
export function stepsAtPlace(
  facts: LabFacts | undefined,
  step: Pick<Step, 'host' | 'cluster'>,
): readonly StepFacts[] | undefined {
  if (facts === undefined) return undefined;
  if (step.host === undefined) return stepsOfCluster(facts, step.cluster?.controlPlanes ?? []);
  const host = hostFacts(facts, step.host.name);
  return host?.reached === true && host.address === step.host.address ? host.steps : undefined;
}

/** @param controlPlanes names of the hosts that lab.yaml makes control planes */
export function stepsOfCluster(
  { cluster, hosts }: LabFacts,
  controlPlanes: readonly string[],
): readonly StepFacts[] | undefined {
  if (cluster !== undefined) return cluster.problem === undefined ? cluster.steps : undefined;
  const isNone = (name: string): boolean => {
    const host = hosts.find((each) => each.name === name);
    return host?.reached === true && !host.steps.some(({ phase }) => makesControlPlane(phase));
  };
  return controlPlanes.every(isNone) ? [] : undefined;
}

function makesControlPlane(phase: string): boolean {
  return tryPhase(phase)?.membership === 'control-plane';
}
