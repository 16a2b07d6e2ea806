import { base } from './base';
import { containerRuntime } from './container-runtime';
import { controlPlane } from './control-plane';
import { kubeconfig } from './kubeconfig';
import { kubernetesPackages } from './kubernetes-packages';
import { membership } from './membership';
import { network } from './network';
import { nodes } from './nodes';
import type { Phase } from './phase';
import { worker } from './worker';

export type * from './phase';

const catalogue = [
  base,
  kubernetesPackages,
  containerRuntime,
  membership,
  controlPlane,
  worker,
  network,
  nodes,
  kubeconfig,
] as const;

export type PhaseName = (typeof catalogue)[number]['name'];

/** Every phase, in the order in which a host, and then its cluster, goes through them. */
export const phases: readonly Phase[] = catalogue;

/** Phases that are over when a host leaves: those that make it a node, and those of its cluster. */
export const phasesOfNodes: readonly Phase[] = phases.filter(
  ({ membership: role, place }) => role === 'control-plane' || role === 'worker' || place === 'cluster',
);

const byName: ReadonlyMap<string, Phase> = new Map(phases.map((phase) => [phase.name, phase]));

/** The phase of this name, of which nothing is known but the text. */
export function tryPhase(name: string): Phase | undefined {
  return byName.get(name);
}

/** @throws Error when the catalogue has no such phase */
export function phaseOf(name: PhaseName): Phase {
  const phase = byName.get(name);
  if (phase === undefined) throw new Error(`phases/ has no phase "${name}"`);
  return phase;
}

export function isPhaseName(name: string): name is PhaseName {
  return byName.has(name);
}

/** The place of a phase in the catalogue; unknown ones come last. */
export function phaseOrder(name: string): number {
  const place = phases.findIndex((phase) => phase.name === name);
  return place === -1 ? phases.length : place;
}
