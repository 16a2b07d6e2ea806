import { approvalText, approve, type ApprovalProps } from '../../../plans/applying/approval';
import type { PlanReport } from '../../../plans/reporting';
import { plannedSteps } from './support/small-lab';

const report = {
  lab: 'autumn',
  verdict: { text: '10 steps run on 3 hosts' },
  effects: [],
} as unknown as PlanReport;

/** The error's text, or what was asked when it is approved. */
async function answered(props: Partial<ApprovalProps>, answer?: string): Promise<string> {
  let asked = 'approved without a question';
  const ask = (question: string): Promise<string> => {
    asked = question;
    return Promise.resolve(answer ?? '');
  };
  const all = { report, steps: plannedSteps('install'), yes: false, ...props };
  return approve(answer === undefined ? all : { ...all, ask }).then(
    () => asked,
    (error: Error) => error.message,
  );
}

describe('a plan that resets nothing', () => {
  test.each(['y', 'Y', 'yes', ' yes '])('is approved by "%s"', async (answer) => {
    expect(await answered({}, answer)).toBe('apply this plan? [y/N] ');
  });

  test.each(['', 'n', 'no', 'yeah', 'autumn'])('is not approved by "%s"', async (answer) => {
    expect(await answered({}, answer)).toBe(
      'not approved, nothing was changed; fix: run `nuclab apply` to be asked again',
    );
  });

  test('is approved by --yes, and nobody is asked', async () => {
    expect(await answered({ yes: true }, 'n')).toBe('approved without a question');
  });

  test('is refused where nobody can be asked', async () => {
    expect(await answered({})).toBe(
      'the plan has to be approved, and there is no terminal to ask on; fix: review the plan, then apply it with --yes',
    );
  });
});

describe('a plan that resets nodes', () => {
  const steps = plannedSteps('leave');

  test("is approved by the lab's name, typed", async () => {
    expect(await answered({ steps }, 'autumn')).toBe("this resets nuc03. Type the lab's name to apply it: ");
  });

  test('is not approved by anything else, and --yes does not cover it', async () => {
    expect(await answered({ steps, yes: true }, 'yes')).toBe(
      '"yes" is not the name of the lab; fix: type autumn if its nodes are to be reset',
    );
    expect(await answered({ steps, yes: true }, '')).toBe(
      'not approved, nothing was changed; fix: run `nuclab apply` to be asked again',
    );
    expect(await answered({ steps, yes: true })).toBe(
      'the plan resets nuc03, which has to be approved, and there is no terminal to ask on; ' +
        'fix: review the plan, then apply it with --yes-reset=autumn',
    );
  });

  test('is approved by --yes-reset with the name of this lab alone', async () => {
    expect(await answered({ steps, yesReset: 'autumn' })).toBe('approved without a question');
    expect(await answered({ steps, yesReset: 'spring' })).toBe(
      '--yes-reset=spring names another lab than autumn; ' +
        'fix: write --yes-reset=autumn if the nodes of autumn are to be reset',
    );
  });
});

test('--yes-reset does not stand for --yes', async () => {
  expect(await answered({ yesReset: 'autumn' })).toContain('the plan has to be approved');
});

test('what is destroyed or interrupted is shown before the question', () => {
  const effects: PlanReport['effects'] = [
    { severity: 'destructive', host: 'nuc03', text: 'leaves the cluster', fix: 'do not apply this plan' },
    ...['nuc01', 'nuc02', 'nuc04', 'nuc05'].map((host) => ({
      severity: 'disruptive' as const,
      host,
      text: 'containerd restarts',
      fix: null,
    })),
  ];
  expect(approvalText({ ...report, effects }, false)).toBe(
    [
      '10 steps run on 3 hosts',
      '  destructive: nuc03: leaves the cluster',
      '  disruptive: nuc01, nuc02, nuc04, nuc05: containerd restarts',
    ].join('\n'),
  );
});
