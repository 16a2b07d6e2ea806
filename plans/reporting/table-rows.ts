import type { PlanReport, StepRow } from './plan-report';
import { hostNames, sameRows } from './same-rows';
import { count } from '../../text/words';

interface Row {
  readonly host: string;
  readonly cells: readonly [phase: string, what: string, why: string];
}

/** What a person reads of the steps: host, phase, what, why. Steps that are only adopted make one row for a host. */
export function tableRows({ steps }: PlanReport): string[][] {
  const adopted = new Map<string, StepRow[]>();
  for (const step of steps.filter(({ happens }) => happens === 'adopted')) {
    adopted.set(step.host, [...(adopted.get(step.host) ?? []), step]);
  }
  const rows = steps.flatMap((step): Row[] => {
    const together = step.happens === 'adopted' ? (adopted.get(step.host) ?? []) : [];
    if (together.length > 0 && together[0] !== step) return [];
    const phase = together.length > 1 ? count(together.length, 'step') : step.phase;
    return [{ host: step.host, cells: [phase, step.what, step.why] }];
  });
  return sameRows(rows, ({ cells }) => JSON.stringify(cells)).map(({ hosts, row }) => [
    hostNames(hosts),
    ...row.cells,
  ]);
}
