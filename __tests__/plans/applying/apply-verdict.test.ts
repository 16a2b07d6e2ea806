import type { StepOutcome, StepResult } from '../../../plans/applying/step-outcomes';
import { duration, verdict, type VerdictProps } from '../../../plans/applying/apply-verdict';

const step = (host: string, result: StepResult, exitCode?: number): StepOutcome => ({
  id: `${host}/base`,
  host,
  phase: 'base',
  result,
  changed: [],
  warnings: [],
  ...(exitCode === undefined ? {} : { exitCode }),
});

const of = (
  outcomes: readonly StepOutcome[],
  props: Partial<VerdictProps> = {},
): { readonly exitCode: number; readonly line: string } =>
  verdict({
    outcomes,
    terraformExitCode: outcomes.some(({ result }) => result === 'failed') ? 1 : 0,
    interrupted: false,
    seconds: 72.4,
    ...props,
  });

describe('the verdict', () => {
  test('counts what was done, on how many hosts and in which time', () => {
    expect(of([step('nuc01', 'done'), step('nuc02', 'done'), step('nuc02', 'unchanged')])).toMatchObject({
      ok: true,
      exitCode: 0,
      line: 'applied: 2 steps done, 1 unchanged on 2 hosts in 1 min 12 s',
      counts: { done: 2, unchanged: 1, adopted: 0, failed: 0, interrupted: 0, 'not-run': 0 },
    });
    expect(of([step('nuc01', 'adopted')]).line).toBe('applied: 1 step adopted on 1 host in 1 min 12 s');
  });

  test('says what is wrong first, and what to do next', () => {
    expect(of([step('nuc01', 'done'), step('nuc02', 'failed', 8), step('nuc03', 'not-run')])).toMatchObject({
      ok: false,
      exitCode: 8,
      line:
        'failed: 1 step failed, 1 not run, 1 done on 3 hosts in 1 min 12 s; ' +
        'fix the cause, then run `nuclab plan`: finished work is recognised',
    });
  });

  test('of an interruption says how to continue', () => {
    expect(
      of([step('nuc01', 'interrupted', 130), step('nuc02', 'done')], { interrupted: true }),
    ).toMatchObject({
      ok: false,
      exitCode: 130,
      line:
        'interrupted: 1 step interrupted, 1 done on 2 hosts in 1 min 12 s; ' +
        'run `nuclab plan` to continue: finished work is recognised',
    });
  });

  test('of a plan that changes the state alone says so', () => {
    expect(of([]).line).toBe("applied: no host had to be changed, only Terraform's state");
  });
});

describe('the exit code', () => {
  test('is the one that all failures share', () => {
    expect(of([step('nuc01', 'failed', 3), step('nuc02', 'failed', 3), step('nuc03', 'done')]).exitCode).toBe(
      3,
    );
    expect(of([step('nuc01', 'failed', 10)]).exitCode).toBe(10);
  });

  test('is 8 when failures differ or one of them is not known', () => {
    expect(of([step('nuc01', 'failed', 3), step('nuc02', 'failed', 4)]).exitCode).toBe(8);
    expect(of([step('nuc01', 'failed', 3), step('nuc02', 'failed')]).exitCode).toBe(8);
  });

  test('is 130 once the operator asked for the end, whatever failed', () => {
    expect(of([step('nuc01', 'failed', 3)], { interrupted: true }).exitCode).toBe(130);
    expect(of([step('nuc01', 'interrupted')], { terraformExitCode: 1 }).exitCode).toBe(130);
  });

  test('is 1 when Terraform failed and no step did', () => {
    expect(of([step('nuc01', 'done')], { terraformExitCode: 1 })).toMatchObject({ ok: false, exitCode: 1 });
  });
});

test.each([
  [0, '0.0 s'],
  [7.44, '7.4 s'],
  [59.94, '59.9 s'],
  [59.96, '1 min 00 s'],
  [123, '2 min 03 s'],
])('%d seconds are shown as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
