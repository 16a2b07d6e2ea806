import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from '../../runner/run-step';
import { StepLab } from '../support/fake-lab/step-lab';

let lab: StepLab;
beforeEach(() => (lab = new StepLab()));
afterEach(() => lab.remove());

const failure = (promise: Promise<unknown>): Promise<Error & { exitCode?: number; logPath?: string }> =>
  promise.then(
    () => Promise.reject(new Error('expected a failure')),
    (error: Error) => error,
  );

describe('a step on its host', () => {
  test('runs the script with its inputs, files and environment, and leaves nothing behind', async () => {
    const step = lab.step(
      [
        '. "${NUCLAB_STEP_DIR}/inputs.env"',
        'printf "%s|" "$1" "$GREETING" "$NUCLAB_ADMIN_USER" "$LC_ALL" "$HOME" "$DEBIAN_FRONTEND" "$NUCLAB_SCRIPTS" "$(umask)"',
        'echo; cat "${NUCLAB_STEP_DIR}/files/hosts" "${NUCLAB_STEP_DIR}/marker.json"',
        'stat -c "%a %n" "${NUCLAB_STEP_DIR}" "${NUCLAB_STEP_DIR}"/*',
        'echo "changed: hosts_file: 1 line is missing"; echo "unchanged: swap"',
      ].join('\n'),
      { inputs: { GREETING: `it's $HOME` }, files: { hosts: '10.0.0.11 nuc01\nno newline at the end' } },
    );
    const summary = await runStep(lab.manifest(step), step, lab.context());
    const folder = join(lab.root(), 'run/nuclab/base');
    const log = lab.log();
    expect(log).toContain(`apply|it's $HOME|teacher|C|/root|noninteractive|${folder}|0077|`);
    expect(log).toContain('no newline at the end{"schemaVersion":1,"phase":"base","host":"nuc01"');
    expect(log).toContain(`700 ${folder}\n`);
    expect(log).toContain(`600 ${folder}/inputs.env`);
    expect(log).toContain(`600 ${folder}/log`);
    expect(summary.changed).toBe(1);
    expect(lab.printed[0]).toBe('nuc01 base: starts: first install');
    expect(lab.printed[1]).toBe('nuc01 base: changed: hosts_file: 1 line is missing');
    expect(lab.printed[2]).toMatch(/^nuc01 base: done in \d+\.\d s, 1 changed$/);
    expect(lab.printed).toHaveLength(3);
    expect(existsSync(folder)).toBe(false);
    expect(lab.connects).toEqual(['nuc01']);
  });

  test('says unchanged when the script changed nothing', async () => {
    const step = lab.step('echo "unchanged: swap"');
    await runStep(lab.manifest(step), step, lab.context());
    expect(lab.printed).toEqual(['nuc01 base: starts: first install', 'nuc01 base: unchanged']);
  });

  test('keeps its log closed to others, with a time on each line', async () => {
    const step = lab.step('echo hello');
    await runStep(lab.manifest(step), step, lab.context());
    expect(statSync(join(lab.lab, 'logs/nuc01/base.log')).mode & 0o777).toBe(0o600);
    expect(statSync(join(lab.lab, 'logs/nuc01')).mode & 0o777).toBe(0o700);
    for (const line of lab.log().trim().split('\n')) expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z /);
  });

  test('ships the library files that the script sources', async () => {
    const step = lab.step(
      [
        '. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"',
        'items=(greeting)',
        'differs_greeting() { [[ -e ${root}/greeting ]] || echo "no greeting"; }',
        'change_greeting() { echo hi >"${root}/greeting"; }',
        'run_step "$@"',
      ].join('\n'),
      { inputs: { LAB: 'lab' } },
    );
    await runStep(lab.manifest(step), step, lab.context());
    const marker = readFileSync(join(lab.root(), 'var/lib/nuclab/markers/base.json'), 'utf8');
    expect(JSON.parse(marker)).toMatchObject({ host: 'nuc01', inputs: { LAB: 'lab' }, runCount: 1 });
    expect(lab.printed[1]).toBe('nuc01 base: changed: greeting: no greeting');
  });

  test('is refused when the script is not the one it was planned with', async () => {
    const step = { ...lab.step('true'), scriptSha256: 'other' };
    const error = await failure(runStep(lab.manifest(step), step, lab.context()));
    expect(error.message).toBe(
      'nuc01/base: base.sh, or a file it uses, changed since the plan was made; fix: plan again and apply that plan',
    );
    expect(error.exitCode).toBe(2);
    expect(lab.connects).toEqual([]);
  });

  test('does not mistake what a login profile prints for its own lines', async () => {
    const step = lab.step('echo "changed: a: b"');
    const context = lab.context();
    const noisy = {
      ...context,
      connect: async (...args: Parameters<typeof context.connect>) => {
        const session = await context.connect(...args);
        return {
          ...session,
          exec: (command: string, options: Parameters<typeof session.exec>[1]) =>
            session.exec(`echo 'changed: the weather: fine'; printf 'last login: '; ${command}`, options),
        };
      },
    };
    expect((await runStep(lab.manifest(step), step, noisy)).changed).toBe(1);
  });
});

describe('a step that fails', () => {
  const cases: [string, string, string][] = [
    [
      'with the words of die',
      `echo "error: swap is on; fix: run 'swapoff -a'" >&2; exit 18`,
      `nuc01/base: swap is on; fix: run 'swapoff -a'`,
    ],
    [
      'without a fix in them',
      'echo "error: no fix here"; exit 1',
      'nuc01/base: no fix here; fix: read the log, fix the cause, then deploy again',
    ],
    [
      'without any word',
      'exit 7',
      'nuc01/base: base.sh ended with exit code 7 without saying why; it printed nothing; fix: read the log, fix the cause, then deploy again',
    ],
    [
      'with other words',
      'for i in 1 2 3 4; do echo "line $i"; done; exit 7',
      'nuc01/base: base.sh ended with exit code 7 without saying why; its last lines: line 2 | line 3 | line 4; fix: read the log, fix the cause, then deploy again',
    ],
    [
      'by a kill of everything in the unit',
      'kill -KILL -- -$(ps -o pgid= $$ | tr -d " ")',
      "nuc01/base: the step was killed on the host (oom-kill); fix: look at 'journalctl -u nuclab-base' on nuc01, fix the cause, then deploy again",
    ],
  ];
  test.each(cases)('ends %s', async (_title, body, message) => {
    const step = lab.step(body);
    const error = await failure(runStep(lab.manifest(step), step, lab.context()));
    expect(error.message).toBe(message);
    expect(error.exitCode).toBe(8);
    expect(error.logPath).toBe('logs/nuc01/base.log');
    expect(lab.log()).toContain(`failed: ${message}`);
  });

  test('is stopped at its time limit and says so', async () => {
    const step = lab.step('sleep 30', { timeoutSeconds: 1 });
    const error = await failure(runStep(lab.manifest(step), step, lab.context()));
    expect(error.message).toBe(
      'nuc01/base: the step took longer than its 1 s on the host and was stopped; fix: read in the log what it waited for last, fix that, then deploy again',
    );
  });

  test('can be run again after it was killed', async () => {
    const step = lab.step(
      '[[ -e "${NUCLAB_ROOT}/repaired" ]] || { touch "${NUCLAB_ROOT}/repaired"; kill -KILL $PPID $$; }',
    );
    await failure(runStep(lab.manifest(step), step, lab.context()));
    await runStep(lab.manifest(step), step, lab.context());
    expect(lab.starts()).toHaveLength(2);
  });

  test('says what kept the host from starting it', async () => {
    lab.command('systemd-run', 'echo "Failed to connect to bus: No such file or directory" >&2; exit 1');
    const step = lab.step('true');
    const error = await failure(runStep(lab.manifest(step), step, lab.context()));
    expect(error.message).toBe(
      'nuc01/base: the host could not start the step: Failed to connect to bus: No such file or directory; fix: make sure it runs systemd and /run has space, then deploy again',
    );
    expect(error.exitCode).toBe(8);
  });
});
