import { elapsed } from '../../../plans/applying/elapsed';
import { frame, type FrameProps } from '../../../plans/applying/frame';
import type { ApplyStep } from '../../../plans/applying/apply-step';
import type { StepProgress } from '../../../plans/applying/apply-progress';
import { plannedSteps, replay } from './support/small-lab';

const lines = (steps: readonly StepProgress[], props: Partial<FrameProps> = {}): string[] =>
  frame({
    lab: 'autumn',
    steps,
    startedAt: 0,
    now: 0,
    columns: 100,
    rows: 24,
    useColor: false,
    ending: false,
    ...props,
  });

/** The steps as they were when the runner of a step said this. */
function when(events: string, said: string): { readonly steps: readonly StepProgress[] } {
  const { progress } = replay(
    plannedSteps('install'),
    events,
    (event) => event.type === 'provision_progress' && (event.hook.output ?? '').includes(said),
  );
  return progress;
}

const many = (count: number, state: (index: number) => StepProgress['state']): StepProgress[] =>
  Array.from({ length: count }, (_, index) => {
    const host = `nuc${String(index + 1).padStart(3, '0')}`;
    const step: ApplyStep = {
      id: `${host}/base`,
      host,
      phase: 'base',
      address: `null_resource.${host}_base`,
      action: 'create',
      after: [],
      adopts: false,
    };
    return { step, state: state(index), startedAt: 0, changed: [], warnings: [] };
  });

describe('a frame', () => {
  test('says of each host what it does, how long, or what it waits for', () => {
    const { steps } = when('failure', 'waiting: for the API server');
    const startedAt = steps.find(({ step }) => step.id === 'nuc01/control-plane')!.startedAt!;
    expect(lines(steps, { startedAt: startedAt - 5000, now: startedAt + 12_400, columns: 110 })).toEqual([
      'applying autumn  0:17  5 of 10 steps done, 1 failed, 1 running',
      'nuc01    control-plane       12 s  waiting: for the API server (last saw connection refused, 239 s left)',
      'nuc02    container-runtime         failed: containerd does not respond on /run/containerd/containerd.sock',
      'nuc03    worker                    waits for nuc01/control-plane',
      'cluster  nodes                     will not run: nuc02/container-runtime failed',
    ]);
  });

  test('says of hosts behind a failure that they will not run', () => {
    const { progress } = replay(plannedSteps('install'), 'failure');
    expect(lines(progress.steps).at(-1)).toBe(
      'cluster  nodes                     will not run: nuc02/container-runtime failed',
    );
  });

  test('ends with every host done', () => {
    const { progress } = replay(plannedSteps('install'), 'success');
    expect(lines(progress.steps, { now: 75_000 })).toEqual([
      'applying autumn  1:15  10 of 10 steps done, 0 running',
      'nuc01    done                      3 steps',
      'nuc02    done                      3 steps',
      'nuc03    done                      3 steps',
      'cluster  done                      1 step',
    ]);
  });

  test('says how to continue with a second Ctrl-C', () => {
    expect(lines([], { ending: true })[0]).toBe(
      'stopping autumn (press Ctrl-C again to stop at once)  0:00  0 of 0 steps done, 0 running',
    );
  });

  test.each([
    [20, 5],
    [40, 10],
    [80, 24],
    [200, 60],
  ])('fits a terminal of %d columns and %d rows, also with 100 hosts', (columns, rows) => {
    const { steps } = when('failure', 'waiting: for the API server');
    for (const each of [steps, many(100, (index) => (index % 3 === 0 ? 'running' : 'waiting'))]) {
      const all = lines(each, { columns, rows });
      expect(all.length).toBeLessThan(rows);
      for (const line of all) expect(line.length).toBeLessThanOrEqual(columns);
    }
  });

  test('of 100 hosts shows those with running steps, then those that failed, and counts the others', () => {
    const steps = many(100, (index) => {
      if (index >= 50 && index < 56) return 'running';
      if (index === 70) return 'failed';
      return index < 30 ? 'succeeded' : 'waiting';
    });
    const all = lines(steps, { rows: 12 });
    expect(all).toHaveLength(11);
    const shown = all.slice(1, -1).map((line) => line.slice(0, 6));
    expect(shown.slice(2)).toEqual(['nuc051', 'nuc052', 'nuc053', 'nuc054', 'nuc055', 'nuc056', 'nuc071']);
    expect(all.at(-1)).toBe('and 91 more hosts: 61 waiting, 30 done');
    const [first] = many(1, () => 'waiting');
    const nodes = {
      ...first!,
      step: { ...first!.step, id: 'cluster/nodes', host: 'cluster', phase: 'nodes' },
    };
    expect(lines([...steps, nodes], { rows: 12 }).at(-1)).toBe(
      'and 91 more hosts and the cluster: 62 waiting, 30 done',
    );
    expect(lines([...many(1, () => 'running'), nodes], { rows: 4 }).at(-1)).toContain('nodes');
    expect(lines([...many(2, () => 'running'), nodes], { rows: 4 }).at(-1)).toBe(
      'and 1 more host and the cluster: 1 active, 1 waiting',
    );
  });
});

test.each([
  [0, '0:00'],
  [67_900, '1:07'],
  [3_723_000, '1:02:03'],
])('after %d ms the clock shows %s', (milliseconds, text) => {
  expect(elapsed(milliseconds)).toBe(text);
});
