import { setTimeout } from 'node:timers/promises';
import { liveDisplay, watchStatus, type LabStatus } from '../../status';
import { redraw } from '../../status/watch/redraw';
import { Screen } from './support/screen';
import { statusWith } from './support/small-status';

const status = statusWith();

describe('redrawing', () => {
  test('each line is erased before it is written, and what was below goes', () => {
    expect(redraw('one\ntwo', 0)).toBe('\r\u001b[2Kone\n\u001b[2Ktwo\n\u001b[J');
    expect(redraw('one', 2)).toBe('\r\u001b[2A\u001b[2Kone\n\u001b[J');
  });

  test('a shorter and a longer text replace each other, what stood above stays', () => {
    const screen = new Screen(20, 10);
    screen.write('$ nuclab status\n');
    for (const [text, drawn] of [
      ['a long first line\nsecond\nthird', 0],
      ['short', 3],
      ['one\ntwo', 1],
    ] as const) {
      screen.write(redraw(text, drawn));
    }
    expect(screen.text).toBe('$ nuclab status\none\ntwo');
  });

  test('a line as wide as the terminal takes one line', () => {
    const screen = new Screen(5, 10);
    screen.write(redraw('12345\nabcde', 0));
    screen.write(redraw('54321\nedcba', 2));
    expect(screen.text).toBe('54321\nedcba');
  });
});

describe('a live display', () => {
  test('draws in place at the end of a full screen, and gives the terminal back as it is', () => {
    const screen = new Screen(20, 4);
    screen.write('1\n2\n3\n$ nuclab status\n');
    const display = liveDisplay(screen.terminal);
    display.show(() => 'checking …');
    expect(screen.isCursorShown).toBe(false);
    display.show(() => 'a\nb\nc');
    display.show(() => 'd\ne');
    display.close();
    screen.write('$ ');
    expect(screen.text).toBe('d\ne\n$');
    expect(screen.lines.slice(0, 3)).toEqual(['1', '2', '3']);
    expect(screen.isCursorShown).toBe(true);
  });

  test('wipes what the terminal echoed for Ctrl-C', () => {
    const screen = new Screen(20, 4);
    const display = liveDisplay(screen.terminal);
    display.show(() => 'ok');
    screen.write('^C');
    display.close();
    expect(screen.text).toBe('ok');
  });

  test('draws anew for another size, on an empty screen', () => {
    const screen = new Screen(20, 5);
    const display = liveDisplay(screen.terminal);
    display.show(({ columns, rows }) => `${columns} by ${rows}\n${'-'.repeat(columns)}`);
    screen.resize(10, 6);
    display.close();
    expect(screen.text).toBe(`10 by 5\n${'-'.repeat(10)}`);
    expect(screen.listenerCount('resize')).toBe(0);
  });

  test('draws anew when the program continues after Ctrl-Z, and leaves no handler behind', () => {
    const signals = ['SIGTSTP', 'SIGCONT', 'exit'] as const;
    const before = signals.map((each) => process.listenerCount(each));
    const screen = new Screen(20, 8);
    const display = liveDisplay(screen.terminal);
    display.show(() => 'ok');
    const stop = jest.spyOn(process, 'kill').mockReturnValue(true);
    process.emit('SIGTSTP', 'SIGTSTP');
    expect(stop).toHaveBeenCalledWith(process.pid, 'SIGSTOP');
    stop.mockRestore();
    expect(screen.isCursorShown).toBe(true);
    screen.write('[1]+ Stopped\n$ fg\n');
    process.emit('SIGCONT', 'SIGCONT');
    expect(screen.text).toBe('ok\n[1]+ Stopped\n$ fg\nok');
    expect(screen.isCursorShown).toBe(false);
    display.close();
    expect(signals.map((each) => process.listenerCount(each))).toEqual(before);
  });
});

describe('watching', () => {
  test('checks one after the other, also when a check takes longer than the pause', async () => {
    const controller = new AbortController();
    const log: string[] = [];
    let shown = 0;
    await watchStatus({
      seconds: 0.001,
      signal: controller.signal,
      async check() {
        log.push('check');
        await setTimeout(20);
        log.push('seen');
        return status;
      },
      show() {
        log.push('shown');
        shown += 1;
        if (shown === 3) controller.abort();
      },
    });
    expect(log.join(' ')).toBe('check seen shown check seen shown check seen shown');
  });

  test('ends within a check, without an error and without showing it', async () => {
    const controller = new AbortController();
    const shown: LabStatus[] = [];
    await watchStatus({
      seconds: 60,
      signal: controller.signal,
      async check(signal) {
        controller.abort();
        signal.throwIfAborted();
        return status;
      },
      show: (each) => void shown.push(each),
    });
    expect(shown).toEqual([]);
  });

  test('ends within the pause at once', async () => {
    const controller = new AbortController();
    const watching = watchStatus({
      seconds: 3600,
      signal: controller.signal,
      check: async () => status,
      show: () => void setTimeout(5).then(() => controller.abort()),
    });
    await expect(watching).resolves.toBeUndefined();
  });

  test('does not swallow an error', async () => {
    const { signal } = new AbortController();
    const check = (): Promise<LabStatus> => Promise.reject(new Error('no known_hosts'));
    await expect(watchStatus({ seconds: 1, signal, check, show: () => undefined })).rejects.toThrow(
      'no known_hosts',
    );
  });
});
