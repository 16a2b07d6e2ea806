import { stepOutcomes, type StepOutcome } from '../../../plans/applying/step-outcomes';
import { plannedSteps, recorded, replay } from './support/small-lab';

interface Replay {
  readonly plan?: string;
  readonly interrupted?: boolean;
  readonly inPlace?: (id: string) => boolean;
}

function outcomes(
  events: string,
  { plan = 'install', interrupted = false, inPlace }: Replay = {},
): StepOutcome[] {
  return stepOutcomes(replay(plannedSteps(plan, inPlace), events).progress.steps, interrupted);
}
const results = (all: readonly StepOutcome[]): Record<string, string> =>
  Object.fromEntries(
    all.map(({ id, result, because }) => [
      id,
      because === undefined ? result : `${result}: ${because.step} ${because.result}`,
    ]),
  );
const of = (all: readonly StepOutcome[], id: string): StepOutcome => all.find((each) => each.id === id)!;

describe('a first install', () => {
  test('ends with every step done, in the order of the inventory, without rows for what is no work', () => {
    expect(results(outcomes('success'))).toEqual({
      'nuc01/base': 'done',
      'nuc01/container-runtime': 'done',
      'nuc01/control-plane': 'done',
      'cluster/nodes': 'unchanged',
      'nuc02/base': 'done',
      'nuc02/container-runtime': 'done',
      'nuc02/worker': 'done',
      'nuc03/base': 'done',
      'nuc03/container-runtime': 'done',
      'nuc03/worker': 'done',
    });
  });

  test('tells what was changed, what was warned of and how long it took', () => {
    const all = outcomes('success');
    expect(of(all, 'nuc02/base')).toEqual({
      id: 'nuc02/base',
      host: 'nuc02',
      phase: 'base',
      result: 'done',
      reason: 'first install',
      changed: ['hostname', 'swap'],
      warnings: [],
      seconds: expect.any(Number),
    });
    expect(of(all, 'nuc02/worker').warnings).toEqual(['the clock is 4 s behind']);
    const started = recorded('success').find(
      ({ event }) => event.type === 'apply_start' && event.hook.resource.resource_name === 'nuc02_base',
    )!;
    const ended = recorded('success').find(
      ({ event }) => event.type === 'apply_complete' && event.hook.resource.resource_name === 'nuc02_base',
    )!;
    expect(of(all, 'nuc02/base').seconds).toBe((ended.at - started.at) / 1000);
  });

  test('calls a step adopted when the host had it in place and nothing was changed', () => {
    const inPlace = (id: string): boolean => ['cluster/nodes', 'nuc01/base'].includes(id);
    const all = outcomes('success', { inPlace });
    expect(of(all, 'cluster/nodes').result).toBe('adopted');
    expect(of(all, 'nuc01/base').result).toBe('done');
  });
});

describe('a step that fails', () => {
  test('stops what needs it and nothing else', () => {
    expect(results(outcomes('failure'))).toEqual({
      'nuc01/base': 'done',
      'nuc01/container-runtime': 'done',
      'nuc01/control-plane': 'done',
      'cluster/nodes': 'not-run: nuc02/container-runtime failed',
      'nuc02/base': 'done',
      'nuc02/container-runtime': 'failed',
      'nuc02/worker': 'not-run: nuc02/container-runtime failed',
      'nuc03/base': 'done',
      'nuc03/container-runtime': 'done',
      'nuc03/worker': 'done',
    });
  });

  test('tells cause, fix, log and the code of its runner', () => {
    expect(of(outcomes('failure'), 'nuc02/container-runtime')).toMatchObject({
      exitCode: 8,
      changed: ['packages'],
      warnings: ['containerd took 4 s to stop'],
      failure: {
        what: 'containerd does not respond on /run/containerd/containerd.sock',
        fix: 'read `journalctl -u containerd` on nuc02',
        log: 'logs/nuc02/container-runtime.log',
      },
    });
    expect(of(outcomes('unreachable'), 'nuc03/base')).toMatchObject({ result: 'failed', exitCode: 3 });
  });

  test('is named by the steps far down the graph, not the one before them', () => {
    expect(results(outcomes('unreachable'))['nuc03/worker']).toBe('not-run: nuc03/base failed');
    expect(results(outcomes('unreachable'))['cluster/nodes']).toBe('not-run: nuc03/base failed');
  });

  test('on the same host is named before one of another', () => {
    const { progress } = replay(plannedSteps('install'), 'failure');
    const steps = progress.steps.map((each) =>
      each.step.id === 'nuc01/control-plane' ? { ...each, state: 'failed' as const } : each,
    );
    const worker = { ...steps.find(({ step }) => step.id === 'nuc02/worker')! };
    const after = ['nuc01/control-plane', 'nuc02/container-runtime'];
    const all = steps.map((each) =>
      each.step.id === 'nuc02/worker' ? { ...worker, step: { ...worker.step, after } } : each,
    );
    expect(of(stepOutcomes(all, false), 'nuc02/worker').because?.step).toBe('nuc02/container-runtime');
  });

  test('is told apart from a runner that was killed from outside', () => {
    expect(of(outcomes('terraform-interrupted'), 'nuc02/base')).toMatchObject({
      result: 'failed',
      failure: {
        what: 'the runner was killed; work already started continues on the host',
        fix: 'read the log, fix the cause, then run `nuclab plan`',
        log: 'logs/nuc02/base.log',
      },
    });
  });
});

describe('an interruption', () => {
  test('leaves steps that Terraform ended interrupted, and their successors not run', () => {
    const all = outcomes('terraform-interrupted', { interrupted: true });
    expect(results(all)).toEqual({
      'nuc01/base': 'done',
      'nuc01/container-runtime': 'done',
      'nuc01/control-plane': 'interrupted',
      'cluster/nodes': 'not-run: nuc02/base interrupted',
      'nuc02/base': 'interrupted',
      'nuc02/container-runtime': 'not-run: nuc02/base interrupted',
      'nuc02/worker': 'not-run: nuc02/base interrupted',
      'nuc03/base': 'done',
      'nuc03/container-runtime': 'done',
      'nuc03/worker': 'not-run: nuc01/control-plane interrupted',
    });
    expect(of(all, 'nuc02/base').failure).toEqual({
      what: 'interrupted; work already started continues on the host',
      fix: 'run `nuclab plan`, then apply again: it attaches to work that is still running',
      log: 'logs/nuc02/base.log',
    });
  });

  test('leaves steps not run whose turn had not come', () => {
    const { progress } = replay(
      plannedSteps('install'),
      'success',
      (event) => event.type === 'apply_complete' && event.hook.resource.resource_name === 'nuc01_base',
    );
    const all = stepOutcomes(progress.steps, true);
    expect(of(all, 'nuc01/base').result).toBe('done');
    expect(of(all, 'nuc01/container-runtime')).toMatchObject({ result: 'not-run' });
    expect(of(all, 'nuc01/container-runtime').because).toBeUndefined();
  });

  test('that kills Terraform leaves what was running interrupted', () => {
    expect(results(outcomes('terraform-killed', { interrupted: true }))).toMatchObject({
      'nuc01/container-runtime': 'done',
      'nuc01/control-plane': 'interrupted',
      'nuc02/base': 'interrupted',
      'nuc03/worker': 'not-run: nuc01/control-plane interrupted',
    });
  });
});

describe('a host that leaves and joins again', () => {
  test('has a row for the reset and one for the join, in this order', () => {
    const all = outcomes('leave', { plan: 'leave' });
    expect(results(all)).toEqual({ 'nuc03/membership': 'done', 'nuc03/worker': 'done' });
    expect(of(all, 'nuc03/membership')).toMatchObject({ reason: 'leaves the cluster', changed: ['kubeadm'] });
  });

  test('does not join again when it could not be reset', () => {
    expect(results(outcomes('leave-fails', { plan: 'leave' }))).toEqual({
      'nuc03/membership': 'failed',
      'nuc03/worker': 'not-run: nuc03/membership failed',
    });
  });

  test('has no row when it left the inventory: it is only forgotten', () => {
    expect(results(outcomes('removed', { plan: 'removed' }))).toEqual({ 'cluster/nodes': 'unchanged' });
  });
});
