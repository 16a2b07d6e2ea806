import { phaseScripts } from '../../constructs/phase';

const places = new Map(Object.keys(phaseScripts).map((phase, place) => [phase, place]));

/** The place of a phase in the order in which a host goes through them. */
export function phaseOrder(phase: string): number {
  return places.get(phase) ?? places.size;
}
