import type { Inventory } from '../../../inventory/types';
import { buildStatus, type LabStatus } from '../../../status';
import { plantedFacts, threeNucs, type Change } from '../../facts/planted-facts';

/** A second after the planted check. */
export const now = new Date('2026-11-21T11:52:04Z');

/** UTC, so many days and an hour after the planted check. */
export function inDays(days: number): string {
  return new Date(now.getTime() + (days * 24 + 1) * 3_600_000).toISOString().replace('.000', '');
}

/** The status of three NUCs with these changes to facts in which nothing is wrong. */
export function statusWith(...changes: readonly Change[]): LabStatus {
  return statusOf(threeNucs, ...changes);
}

export function statusOf(inventory: Inventory, ...changes: readonly Change[]): LabStatus {
  return buildStatus(inventory, plantedFacts(inventory, ...changes), now);
}

/** What the problems say: `error: what; fix: fix`. */
export function problemsWith(...changes: readonly Change[]): string[] {
  return told(statusWith(...changes));
}

export function told({ problems }: LabStatus): string[] {
  return problems.map(({ severity, what, fix }) => `${severity}: ${what}; fix: ${fix}`);
}
