import { singleLine } from '../../text/single-line';
import type { StepAction, StepDetails, StepRow } from './plan-report';
import type { StepFinding } from './step-finding';

const words: Readonly<Record<StepAction, string>> = {
  'first-run': 'first run',
  'runs-again': 'runs again',
  adopted: 'adopted',
  leaves: 'leaves the cluster',
  dropped: 'left lab.yaml',
  forgotten: 'no longer kept',
};

/** A row for each step that does something, by host and phase. */
export function stepRows(findings: readonly StepFinding[]): StepRow[] {
  return findings.flatMap(({ planned: { host, phase, action }, happens, reasons }) => {
    if (happens === undefined) return [];
    const [first = '', ...more] = reasons.map((reason) => singleLine(reason));
    const comesBack = happens === 'leaves' && action === 'replace';
    return [
      {
        host,
        phase,
        happens,
        what: comesBack ? 'leaves the cluster and joins again' : words[happens],
        why: more.length === 0 ? first : `${first}; ${more.length} more`,
        more,
      },
    ];
  });
}

/** What lies behind the rows, and what was seen where there is no row. */
export function stepDetails(findings: readonly StepFinding[]): StepDetails[] {
  return findings.flatMap(({ planned: { host, phase }, happens, changes, differences, own }) => {
    const rest = differences.filter((difference) => !own.includes(difference));
    const said = ({ item, text }: { readonly item: string; readonly text: string }): string =>
      `${item}: ${text}`;
    const shown = happens === 'runs-again' || happens === 'leaves' ? changes.map(({ change }) => change) : [];
    if (shown.length === 0 && differences.length === 0) return [];
    return [{ host, phase, changes: shown, differences: own.map(said), alsoSeen: rest.map(said) }];
  });
}
