import type { PlanReport } from './plan-report';

/** For programs: the report itself, its keys in the order of `PlanReport`. */
export function jsonReport(report: PlanReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
