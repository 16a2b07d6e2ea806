import type { PlanSource } from '../making/plan-metadata';
import { singleLine } from '../../text/single-line';
import type { Origin } from './plan-report';

/** What the plan was made from and with. */
export function origin(metadata: PlanSource): Origin {
  const observedAt = metadata.facts === 'none' ? null : singleLine(metadata.facts.observedAt, 40);
  return {
    commit: metadata.commit === undefined ? null : singleLine(metadata.commit, 64),
    plannedAt: singleLine(metadata.createdAt, 40),
    observedAt,
    factsAgeSeconds: observedAt === null ? null : age(observedAt, metadata.createdAt),
    nuclab: singleLine(metadata.nuclab, 40),
    terraform: terraform(metadata),
  };
}

function terraform({ terraform: used }: PlanSource): Origin['terraform'] {
  if (used === undefined) return null;
  return {
    product: used.product === 'opentofu' ? 'opentofu' : 'terraform',
    version: singleLine(used.version, 40),
  };
}

function age(from: string, to: string): number | null {
  const seconds = Math.floor((Date.parse(to) - Date.parse(from)) / 1000);
  // A clock that was set back between the two is no age.
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}
