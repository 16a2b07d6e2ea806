import { outcomeTable } from '../../../plans/applying/outcome-table';
import { stepOutcomes, type StepOutcome } from '../../../plans/applying/step-outcomes';
import { plannedSteps, replay } from './support/small-lab';

/** With the same times in every run of the recorder. */
function outcomes(events: string, interrupted = false): StepOutcome[] {
  const { progress } = replay(plannedSteps('install'), events);
  return stepOutcomes(progress.steps, interrupted).map((each, index) =>
    each.seconds === undefined ? each : { ...each, seconds: index * 7.5 },
  );
}

test('each step has a row, and below the table a failure is told in full', () => {
  expect(`\n${outcomeTable(outcomes('failure'), false)}`).toBe(`
┌─────────┬───────────────────┬─────────────────────────────────────────┬────────────────┬────────────┐
│ host    │ phase             │ result                                  │ changed        │       time │
├─────────┼───────────────────┼─────────────────────────────────────────┼────────────────┼────────────┤
│ nuc01   │ base              │ done                                    │ hostname, swap │      0.0 s │
│ nuc01   │ container-runtime │ done                                    │ packages       │      7.5 s │
│ nuc01   │ control-plane     │ done                                    │ cluster        │     15.0 s │
│ nuc02   │ base              │ done                                    │ hostname, swap │     22.5 s │
│ nuc02   │ container-runtime │ failed                                  │ packages       │     30.0 s │
│ nuc02   │ worker            │ not run: nuc02/container-runtime failed │                │            │
│ nuc03   │ base              │ done                                    │ hostname, swap │     45.0 s │
│ nuc03   │ container-runtime │ done                                    │ packages       │     52.5 s │
│ nuc03   │ worker            │ done                                    │ joined         │ 1 min 00 s │
│ cluster │ nodes             │ not run: nuc02/container-runtime failed │                │            │
└─────────┴───────────────────┴─────────────────────────────────────────┴────────────────┴────────────┘
nuc02/container-runtime: containerd does not respond on /run/containerd/containerd.sock
  fix: read \`journalctl -u containerd\` on nuc02
  log: logs/nuc02/container-runtime.log`);
});

test('a step after an interrupted one says so', () => {
  expect(outcomeTable(outcomes('terraform-interrupted', true), false)).toContain(
    '│ nuc02   │ container-runtime │ not run: nuc02/base was interrupted ',
  );
});

test('a cause is never broken or cut, however long', () => {
  const what = `no space left on /var/lib: ${'x'.repeat(400)}`;
  const failed: StepOutcome = {
    ...outcomes('failure').find(({ id }) => id === 'nuc02/container-runtime')!,
    failure: { what, fix: 'free some' },
  };
  expect(outcomeTable([failed], false)).toContain(`\nnuc02/container-runtime: ${what}\n  fix: free some`);
});

test('more than three changed items are counted', () => {
  const [first] = outcomes('success');
  const table = outcomeTable([{ ...first!, changed: ['a', 'b', 'c', 'd', 'e'] }], false);
  expect(table).toContain('│ a, b, c +2 │');
});

test('of many hosts those that went well have one row each', () => {
  const phases = ['base', 'kubernetes-packages', 'container-runtime', 'worker'];
  const many = Array.from({ length: 100 }, (_, host) => `nuc${String(host + 1).padStart(3, '0')}`).flatMap(
    (host) =>
      phases.map((phase): StepOutcome => {
        const isBad = host === 'nuc007' && phase === 'worker';
        return {
          id: `${host}/${phase}`,
          host,
          phase,
          result: isBad ? 'failed' : 'done',
          changed: ['item'],
          warnings: [],
          seconds: 2.5,
        };
      }),
  );
  const lines = outcomeTable(many, false).split('\n');
  expect(lines).toHaveLength(3 + 99 + 4 + 1);
  expect(lines).toContain('│ nuc001 │ 4 phases            │ done   │ 4 items │ 10.0 s │');
  expect(lines).toContain('│ nuc007 │ worker              │ failed │ item    │  2.5 s │');
});

test('colour says the result too, when it is wanted', () => {
  const [first] = outcomes('success');
  expect(outcomeTable([first!], true)).toContain('\u001b[32mdone\u001b[39m');
  expect(outcomeTable([first!], false)).not.toContain('\u001b');
});
