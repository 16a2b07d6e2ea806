import type { LabStatus } from '../lab-status';
import { count } from '../status-words';

/** Ids whose problems the counts of hosts, nodes and steps tell already. */
const COUNTED = ['unreachable', 'api-server', 'node', 'drift', 'unchecked', 'missing'];

/** `lab ok: 3 of 3 hosts reachable, 3 of 3 nodes Ready`; what is wrong comes first, and before a semicolon. */
export function verdictLine({ ok, summary, problems }: LabStatus): string {
  const { hosts, reachable, nodes, ready, steps, warnings } = summary;
  const others = problems.filter(({ id, severity }) => severity === 'error' && !COUNTED.includes(id)).length;
  const parts: readonly (readonly [isWrong: boolean, text: string])[] = [
    [reachable < hosts, `${reachable} of ${count(hosts, 'host')} reachable`],
    ready === null ? [true, 'nodes unknown'] : [ready < nodes, `${ready} of ${count(nodes, 'node')} Ready`],
    ...(
      [
        ['drifted', steps.drifted],
        ['unchecked', steps.unchecked],
        ['missing', steps.missing],
      ] as const
    ).flatMap(([word, number]) =>
      number === 0 ? [] : [[true, `${count(number, 'step')} ${word}`] as const],
    ),
    ...(others === 0 ? [] : [[true, count(others, 'other error')] as const]),
    ...(warnings === 0 ? [] : [[false, count(warnings, 'warning')] as const]),
  ];
  const wrong = parts.filter(([isWrong]) => !ok && isWrong).map(([, text]) => text);
  const right = parts.filter(([isWrong]) => ok || !isWrong).map(([, text]) => text);
  const sides = [wrong, right].filter(({ length }) => length > 0).map((side) => side.join(', '));
  return `lab ${ok ? 'ok' : 'not ok'}: ${sides.join('; ')}`;
}
