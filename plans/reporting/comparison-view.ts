import type { Comparison } from '../making/compare-inventories';
import { singleLine } from '../../text/single-line';
import type { ComparisonView } from './plan-report';

/** What the inventory was compared with. */
export function comparisonView(comparison: Comparison | undefined): ComparisonView | null {
  if (comparison === undefined) return null;
  const { against, withoutStep } = comparison;
  return {
    against: against === undefined ? null : singleLine(against, 200),
    withoutStep: withoutStep.map((setting) => singleLine(setting, 100)),
  };
}
