import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkStep, checkSteps } from '../../exchange/check-step';
import type { CheckOutcome } from '../../facts/lab-facts';
import { prepareTask } from '../../exchange/step-task';
import type { ManifestStep } from '../../manifest/manifest';
import { StepLab } from '../support/fake-lab/step-lab';

let lab: StepLab;
beforeEach(() => (lab = new StepLab()));
afterEach(() => lab.remove());

async function check(step: ManifestStep, timeoutSeconds?: number): Promise<CheckOutcome> {
  const session = await lab.connect({ name: 'nuc01', address: '10.0.0.11', port: 22, user: 'teacher' });
  const options = { assetsDirectory: lab.assets, adminUser: 'teacher', timeoutSeconds };
  return checkStep(session, prepareTask(step, lab.assets), options);
}

describe('checking a step', () => {
  test('finds it in place', async () => {
    const step = lab.step(
      '[[ $1 == check && $NUCLAB_ADMIN_USER == teacher ]]; cat "${NUCLAB_STEP_DIR}/files/a"',
      {
        files: { a: '1' },
      },
    );
    expect(await check(step)).toEqual({ result: 'in-place' });
  });

  test('lists each difference, and leaves nothing on the host', async () => {
    const step = lab.step(
      'echo noise; echo "differs: swap: swap is on"; echo "follows: nodes_ready: nuc02 is not Ready: gone"; exit 10',
    );
    expect(await check(step)).toEqual({
      result: 'differs',
      differences: [
        { item: 'swap', text: 'swap is on', inherited: false },
        { item: 'nodes_ready', text: 'nuc02 is not Ready: gone', inherited: true },
      ],
    });
    expect(readdirSync(join(lab.root(), 'run/nuclab'))).toEqual([]);
    expect(lab.starts()).toEqual([]);
  });

  test.each([
    ['echo "error: no such tool; fix: install it" >&2; exit 1', 'no such tool; fix: install it'],
    ['exit 3', 'the check ended with exit code 3 and said nothing'],
    ['exit 10', 'the check ended with exit code 10 and said nothing'],
    ['echo "differs: a: b"; exit 0', 'the check ended with exit code 0 and said nothing'],
    ['sleep 9', 'the check took longer than 1 s'],
  ])('does not take a check that failed for one that found nothing: %s', async (body, what) => {
    expect(await check(lab.step(body), 1)).toEqual({ result: 'failed', what });
  });

  test('does not check a step that runs', async () => {
    writeFileSync(join(lab.root(), 'systemd/nuclab-base.service.state'), 'active');
    expect(await check(lab.step('true'))).toEqual({ result: 'running' });
  });

  test('checks many steps of a host in one exchange', async () => {
    const tasks = [
      lab.step('exit 0'),
      lab.step('echo "differs: a: b"; exit 10', { phase: 'network' }),
      lab.step('exit 2', { phase: 'nodes' }),
    ].map((step) => prepareTask(step, lab.assets));
    const session = await lab.connect({ name: 'nuc01', address: '10.0.0.11', port: 22, user: 'teacher' });
    const results = await checkSteps(session, tasks, { assetsDirectory: lab.assets, adminUser: 'teacher' });
    expect(results.map(({ result }) => result)).toEqual(['in-place', 'differs', 'failed']);
    expect(lab.sent).toHaveLength(1);
    expect(existsSync(join(lab.root(), 'run/nuclab/check-base'))).toBe(false);
  });

  test('is an error when the host cannot stage it', async () => {
    writeFileSync(join(lab.root(), 'run'), 'a file where a folder has to be');
    await expect(check(lab.step('true'))).rejects.toThrow(
      /^the host could not be checked: .*(Not a directory|File exists).*; fix: make sure \/run has space and bash works for root on it, then try again$/,
    );
  });
});
