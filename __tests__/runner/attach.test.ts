import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SshError } from '../../ssh/ssh-error';
import { runStep } from '../../runner/run-step';
import { StepLab } from '../support/fake-lab/step-lab';
import { until } from '../support/until';

let lab: StepLab;
beforeEach(() => (lab = new StepLab()));
afterEach(() => lab.remove());

/** Prints three lines, the last two once the test has put the files `go` and `end` on the host. */
const waiting = [
  'echo "changed: one: first"',
  'until [[ -e "${NUCLAB_ROOT}/go" ]]; do sleep 0.02; done',
  'echo "changed: two: second"',
  'until [[ -e "${NUCLAB_ROOT}/end" ]]; do sleep 0.02; done',
  'echo "changed: three: third"',
].join('\n');
const put = (name: string): void => writeFileSync(join(lab.root(), name), '');
const printed = (text: string): Promise<void> =>
  until(() => lab.printed.some((line) => line.includes(text)), `"${text}" in ${lab.printed.join('\n')}`);
const error = (promise: Promise<unknown>): Promise<Error & { exitCode?: number }> =>
  promise.then(
    () => Promise.reject(new Error('expected a failure')),
    (reason: Error) => reason,
  );
const unreachable = (): SshError =>
  new SshError({ kind: 'unreachable', what: 'connection refused', where: 'nuc01', fix: 'switch it on' });

describe('a connection that is lost while the step runs', () => {
  test('is opened again and the log continues where it stopped, with one start', async () => {
    const step = lab.step(waiting);
    const run = runStep(lab.manifest(step), step, lab.context());
    await printed('one: first');
    let refused = 0;
    lab.refuse = () => (refused++ < 1 ? unreachable() : undefined);
    lab.cut();
    put('go');
    await printed('second');
    lab.cut();
    put('end');
    await run;
    expect(lab.starts()).toEqual(['nuclab-base.service']);
    expect(lab.printed.filter((line) => line.includes('changed: '))).toEqual([
      'nuc01 base: changed: one: first',
      'nuc01 base: changed: two: second',
      'nuc01 base: changed: three: third',
    ]);
    expect(lab.printed).toContain(
      'nuc01 base: warning: the session was lost; the work on the host continues, reconnecting',
    );
    expect(lab.printed).toContain('nuc01 base: waiting: the connection is back');
    expect(lab.printed.at(-1)).toMatch(/done in .* 3 changed/);
  });

  test('gives the result of a step that ended meanwhile', async () => {
    const step = lab.step(`${waiting}\necho 'error: too late; fix: be early'; exit 3`);
    const run = error(runStep(lab.manifest(step), step, lab.context()));
    await printed('one: first');
    put('go');
    put('end');
    lab.refuse = () => (existsSync(join(lab.root(), 'run/nuclab/base/exit')) ? undefined : unreachable());
    lab.cut();
    expect((await run).message).toBe('nuc01/base: too late; fix: be early');
    expect(lab.starts()).toHaveLength(1);
  });

  test('that does not come back is no success: the result is unknown', async () => {
    const step = lab.step(waiting);
    const run = error(runStep(lab.manifest(step), step, lab.context({ reconnectSeconds: 1 })));
    await printed('one: first');
    lab.refuse = unreachable;
    lab.cut();
    const failed = await run;
    expect(failed.message).toBe(
      'nuc01/base: nuc01: the connection was lost for 1 s and the result of the work is unknown (connection refused); fix: make sure nuc01 is switched on and reachable, then deploy again: it attaches to work that is still running',
    );
    expect(failed.exitCode).toBe(3);
    put('go');
    put('end');
  });

  test('stops at a host key that changed meanwhile', async () => {
    const step = lab.step(waiting);
    const run = error(runStep(lab.manifest(step), step, lab.context()));
    await printed('one: first');
    lab.refuse = () =>
      new SshError({
        kind: 'changed-host-key',
        what: 'the host key changed',
        where: 'nuc01',
        fix: 'trust it',
      });
    lab.cut();
    expect((await run).exitCode).toBe(4);
    put('go');
    put('end');
  });

  test('to a host that restarted meanwhile runs the step again, once', async () => {
    const step = lab.step(waiting);
    const run = runStep(lab.manifest(step), step, lab.context());
    await printed('one: first');
    restart('boot-2');
    lab.cut();
    put('go');
    put('end');
    await run;
    expect(lab.starts()).toHaveLength(2);
    expect(lab.printed).toContain(
      'nuc01 base: warning: the host restarted while the step ran; running it again',
    );
    expect(lab.printed.at(-1)).toMatch(/3 changed$/);
  });

  test('to a host that keeps restarting gives up', async () => {
    const step = lab.step(waiting);
    const run = error(runStep(lab.manifest(step), step, lab.context()));
    await printed('one: first');
    restart('boot-2');
    lab.cut();
    await until(() => lab.starts().length === 2, 'the second start');
    await until(
      () => lab.printed.filter((line) => line.includes('one: first')).length === 2,
      'its first line',
    );
    restart('boot-3');
    lab.cut();
    expect((await run).message).toBe(
      "nuc01/base: the host lost the step's result twice (it restarts, or another nuclab runs base on it); fix: make sure nuc01 stays up and nobody else deploys to it, then deploy again",
    );
  });

  test('before the host was reached at all is not tried again', async () => {
    lab.refuse = unreachable;
    const step = lab.step('true');
    expect((await error(runStep(lab.manifest(step), step, lab.context()))).message).toBe(
      'nuc01/base: nuc01: connection refused; fix: switch it on',
    );
    expect(lab.connects).toHaveLength(1);
  });
});

describe('a runner that went away', () => {
  /** Starts the step and leaves it running on the host. */
  async function abandon(step = lab.step(waiting)): Promise<void> {
    const run = error(runStep(lab.manifest(step), step, lab.context({ reconnectSeconds: 0 })));
    await printed('one: first');
    lab.cut();
    await run;
    lab.printed.length = 0;
  }

  test('is followed by one that attaches to the same work and takes its result', async () => {
    const step = lab.step(waiting);
    await abandon(step);
    const run = runStep(lab.manifest(step), step, lab.context({ owner: 'bob@laptop (pid 2)' }));
    await printed('one: first');
    put('go');
    put('end');
    expect((await run).changed).toBe(3);
    expect(lab.starts()).toHaveLength(1);
    expect(lab.printed[1]).toBe(
      'nuc01 base: waiting: for the run that ann@desk (pid 1) started: it does the same work and is still running',
    );
    expect(existsSync(join(lab.root(), 'run/nuclab/base'))).toBe(false);
  });

  test('is followed by one with other inputs, which waits and then runs its own', async () => {
    await abandon();
    const step = lab.step(waiting, { inputs: { OTHER: 'yes' } });
    const run = runStep(lab.manifest(step), step, lab.context());
    await printed('waiting: for base that ann@desk (pid 1) started, to end');
    expect(lab.starts()).toHaveLength(1);
    put('go');
    put('end');
    expect((await run).changed).toBe(3);
    expect(lab.starts()).toHaveLength(2);
  });

  test('leaves a result that is not taken for the next run’s', async () => {
    const step = lab.step(waiting);
    await abandon(step);
    put('go');
    put('end');
    await until(() => existsSync(join(lab.root(), 'run/nuclab/base/exit')), 'the end of the unit');
    await until(() => read('systemd/nuclab-base.service.state') === 'inactive', 'the unit to stop');
    await runStep(lab.manifest(step), step, lab.context());
    expect(lab.starts()).toHaveLength(2);
  });

  test('together with another one starts the unit once', async () => {
    const step = lab.step(waiting);
    put('go');
    const runs = [1, 2].map((pid) =>
      runStep(lab.manifest(step), step, lab.context({ owner: `ann@desk (pid ${pid})` })),
    );
    await until(() => lab.printed.filter((line) => line.includes('second')).length === 2, 'both to follow');
    put('end');
    await Promise.all(runs);
    expect(lab.starts()).toHaveLength(1);
  });
});

describe('an interrupted runner', () => {
  test('ends at once, says that the work continues, and the next one attaches to it', async () => {
    const controller = new AbortController();
    const step = lab.step(waiting);
    const run = error(runStep(lab.manifest(step), step, lab.context({ signal: controller.signal })));
    await printed('one: first');
    controller.abort();
    const failed = await run;
    expect(failed.exitCode).toBe(130);
    expect(failed.message).toBe(
      'nuc01/base: interrupted; work already started continues on the host; fix: deploy again: it attaches to work that is still running',
    );
    put('go');
    put('end');
    await runStep(lab.manifest(step), step, lab.context());
    expect(lab.log()).toContain('changed: three: third');
  });

  test('ends while it waits for a connection', async () => {
    const controller = new AbortController();
    const step = lab.step('true');
    const never = (): Promise<never> => new Promise(() => undefined);
    const run = error(
      runStep(lab.manifest(step), step, lab.context({ signal: controller.signal, connect: never })),
    );
    controller.abort();
    expect((await run).message).toBe(
      'nuc01/base: interrupted before the work on nuc01 began; fix: deploy again',
    );
  });
});

/** The host loses /run and what ran on it. */
function restart(bootId: string): void {
  process.kill(-Number(read('systemd/nuclab-base.service.pid')), 'SIGKILL');
  rmSync(join(lab.root(), 'run'), { recursive: true });
  for (const name of ['state', 'result'])
    rmSync(join(lab.root(), `systemd/nuclab-base.service.${name}`), { force: true });
  lab.boot('nuc01', bootId);
}

function read(path: string): string {
  return readFileSync(join(lab.root(), path), 'utf8').trim();
}
