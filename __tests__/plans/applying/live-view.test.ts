import type { StepProgress } from '../../../plans/applying/apply-progress';
import { liveView } from '../../../plans/applying/live-view';
import type { ProgressView } from '../../../plans/applying/progress-view';
import { ApplyProgress } from '../../../plans/applying/apply-progress';
import { plannedSteps, recorded, replay } from './support/small-lab';
import { Screen } from './support/screen';

beforeEach(() => jest.useFakeTimers({ now: 0 }));
afterEach(() => jest.useRealTimers());

function started(screen: Screen): ProgressView {
  screen.write('$ nuclab apply\n');
  return liveView({ stream: screen, lab: 'autumn', useColor: false });
}

/** Shows recorded events at the times at which they happened. */
function play(view: ProgressView, events: string): readonly StepProgress[] {
  const progress = new ApplyProgress(plannedSteps('install'));
  for (const { event, at } of recorded(events)) {
    jest.advanceTimersByTime(Math.max(0, at - Date.now()));
    view.update(progress.steps, progress.take(event, Date.now()));
  }
  return progress.steps;
}

const failure =
  'nuc02/container-runtime: containerd does not respond on /run/containerd/containerd.sock; fix: read `journalctl -u containerd` on nuc02';

describe('the live view', () => {
  test('draws over itself, and keeps failures and warnings above it', () => {
    const screen = new Screen(140, 12);
    const view = started(screen);
    play(view, 'failure');
    jest.advanceTimersByTime(1000);
    expect(screen.text).toBe(
      [
        '$ nuclab apply',
        'nuc02 container-runtime: warning: containerd took 4 s to stop',
        failure,
        'nuc03 worker: warning: the clock is 4 s behind',
        `applying autumn  0:02  7 of 10 steps done, 1 failed, 0 running`,
        'nuc01    done                      3 steps',
        'nuc02    container-runtime         failed: containerd does not respond on /run/containerd/containerd.sock',
        'nuc03    done                      3 steps',
        'cluster  nodes                     will not run: nuc02/container-runtime failed',
      ].join('\n'),
    );
  });

  test('leaves the terminal as it was: only what is to stay, and the cursor on a line of its own', () => {
    const screen = new Screen(140, 12);
    const view = started(screen);
    play(view, 'failure');
    view.close();
    screen.write('the table\n');
    expect(screen.history).toBe(
      [
        '$ nuclab apply',
        'nuc02 container-runtime: warning: containerd took 4 s to stop',
        failure,
        'nuc03 worker: warning: the clock is 4 s behind',
        'the table',
      ].join('\n'),
    );
    jest.advanceTimersByTime(10_000);
    expect(screen.history.endsWith('the table')).toBe(true);
    expect(screen.listenerCount('resize')).toBe(0);
  });

  test('never hides the cursor nor leaves wrapping off, so that nothing has to be put right after a crash', () => {
    const screen = new Screen(140, 12);
    play(started(screen), 'failure');
    for (const text of screen.written) {
      expect(text).not.toContain('\u001b[?25l');
      expect(text.lastIndexOf('\u001b[?7h')).toBeGreaterThanOrEqual(text.lastIndexOf('\u001b[?7l'));
    }
  });

  test('draws at most ten times a second, however much happens', () => {
    const screen = new Screen(140, 12);
    const view = started(screen);
    const { progress } = replay(plannedSteps('install'), 'failure');
    for (let each = 0; each < 5000; each += 1) {
      view.update(progress.steps, [{ kind: 'warning', step: 'nuc01/base', text: `warning: ${each}` }]);
      jest.advanceTimersByTime(1);
    }
    expect(screen.written.length).toBeGreaterThan(40);
    expect(screen.written.length).toBeLessThanOrEqual(1 + 51);
    expect(screen.history).toContain('nuc01 base: warning: 4990');
  });

  test('counts seconds while nothing happens', () => {
    const screen = new Screen(140, 12);
    const view = started(screen);
    const { progress } = replay(
      plannedSteps('install'),
      'failure',
      (event) => event.type === 'provision_progress' && (event.hook.output ?? '').includes('waiting: '),
    );
    view.update(progress.steps, []);
    const { startedAt = 0 } = progress.steps.find(({ step }) => step.id === 'nuc01/control-plane')!;
    jest.advanceTimersByTime(startedAt + 9500);
    expect(screen.text).toContain('nuc01    control-plane        9 s  waiting: for the API server');
  });

  test.each([
    [60, 12],
    [30, 8],
    [200, 40],
  ])('follows a terminal that becomes %d columns wide and %d high', (columns, rows) => {
    const screen = new Screen(140, 12);
    const view = started(screen);
    play(view, 'failure');
    jest.advanceTimersByTime(1000);
    screen.resize(columns, rows);
    jest.advanceTimersByTime(1000);
    const frames = screen.text.split('\n').filter((line) => line.startsWith('applying autumn'));
    expect(frames).toHaveLength(1);
    expect(screen.text.split('\n').at(-1)).toMatch(/^cluster {2}nodes /);
  });

  test('takes all of itself away also from a terminal that was made narrower', () => {
    const screen = new Screen(140, 20);
    const view = started(screen);
    play(view, 'failure');
    screen.resize(70, 20);
    jest.advanceTimersByTime(200);
    view.close();
    expect(screen.text.split('\n').at(-1)).toBe('nuc03 worker: warning: the clock is 4 s behind');
  });

  test('says that it ends as soon as it is asked to', () => {
    const screen = new Screen(140, 12);
    const view = started(screen);
    play(view, 'failure');
    view.ending();
    expect(screen.text).toContain('stopping autumn (press Ctrl-C again to stop at once)');
  });

  test('begins anew below what a shell printed after Ctrl-Z', () => {
    const listeners = process.listenerCount('SIGCONT');
    const screen = new Screen(140, 30);
    const view = started(screen);
    play(view, 'success');
    jest.advanceTimersByTime(200);
    screen.write('[1]+  Stopped\n$ fg\n');
    process.emit('SIGCONT', 'SIGCONT');
    jest.advanceTimersByTime(200);
    expect(screen.text).toMatch(/1 step\n\[1\]\+ {2}Stopped\n\$ fg\napplying autumn/);
    view.close();
    expect(process.listenerCount('SIGCONT')).toBe(listeners);
  });
});
