import { ApplyProgress } from '../../../plans/applying/apply-progress';
import { plainView } from '../../../plans/applying/plain-view';
import { isLive } from '../../../plans/applying/progress-view';
import { plannedSteps, recorded } from './support/small-lab';

let printed: string;
const stream = { write: (text: string): void => void (printed += text) };

beforeEach(() => {
  printed = '';
  jest.useFakeTimers({ now: 0 });
});
afterEach(() => jest.useRealTimers());

describe('plain lines', () => {
  test('are what the runners print, with the time since the beginning', () => {
    const view = plainView({ stream });
    const progress = new ApplyProgress(plannedSteps('install'));
    for (const { event, at } of recorded('failure')) {
      jest.setSystemTime(at * 10);
      view.update(progress.steps, progress.take(event, at));
    }
    view.close();
    const lines = printed.trimEnd().split('\n');
    const of = (start: string): string[] =>
      lines.map((line) => line.replace(/^\[\d:\d\d\] /, '')).filter((line) => line.startsWith(start));
    for (const line of lines) expect(line).toMatch(/^\[0:[0-5]\d\] nuc0\d/);
    expect(of('nuc02 container-runtime')).toEqual([
      'nuc02 container-runtime: starts: first install',
      'nuc02 container-runtime: changed: packages: containerd is not installed',
      'nuc02 container-runtime: warning: containerd took 4 s to stop',
    ]);
    expect(of('nuc02/')).toEqual([
      'nuc02/container-runtime: containerd does not respond on /run/containerd/containerd.sock; fix: read `journalctl -u containerd` on nuc02',
    ]);
    expect(lines.some((line) => line.includes('Executing'))).toBe(false);
  });

  test('say what is still running when nothing was printed for a minute, as some CI systems stop a silent job', () => {
    const view = plainView({ stream });
    const progress = new ApplyProgress(plannedSteps('install'));
    for (const { event, at } of recorded('terraform-killed'))
      view.update(progress.steps, progress.take(event, at));
    printed = '';
    jest.advanceTimersByTime(59_000);
    expect(printed).toBe('');
    jest.advanceTimersByTime(61_000);
    expect(printed).toBe(
      '[1:00] still running: nuc01/control-plane, nuc02/base\n[2:00] still running: nuc01/control-plane, nuc02/base\n',
    );
    view.close();
    jest.advanceTimersByTime(600_000);
    expect(printed.split('\n')).toHaveLength(3);
  });

  test('tell that the end was asked for', () => {
    plainView({ stream }).ending();
    expect(printed).toBe(
      '[0:00] stopping: running steps stop within 10 s; press Ctrl-C again to stop them at once\n',
    );
  });
});

describe('a live view', () => {
  test.each([
    ['a terminal', true, {}, true],
    ['a terminal and CI=false', true, { CI: 'false' }, true],
    ['a pipe', undefined, {}, false],
    ['a terminal of a CI system', true, { CI: 'true' }, false],
    ['a terminal that cannot move its cursor', true, { TERM: 'dumb' }, false],
  ])('on %s: %s', (_, isTTY, env, expected) => {
    expect(isLive({ isTTY }, env)).toBe(expected);
  });
});
