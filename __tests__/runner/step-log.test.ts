import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redactor } from '../../text/redactor';
import { StepLog } from '../../runner/step-log';
import { StepReporter } from '../../runner/step-reporter';

let labDirectory: string;
beforeEach(() => (labDirectory = mkdtempSync(join(tmpdir(), 'nuclab-log-'))));
afterEach(() => rmSync(labDirectory, { recursive: true }));
const open = (rotateAtBytes?: number): StepLog =>
  new StepLog({ labDirectory, place: 'nuc01', phase: 'base', rotateAtBytes });
const path = (): string => join(labDirectory, 'logs/nuc01/base.log');

describe('the log of a step', () => {
  test('continues from run to run', () => {
    for (const line of ['one', 'two']) {
      const log = open();
      log.write(line);
      log.close();
    }
    expect(readFileSync(path(), 'utf8')).toMatch(/^\S+Z one\n\S+Z two\n$/);
    expect(open().path).toBe('logs/nuc01/base.log');
  });

  test('is closed again when somebody opened it to others', () => {
    open().close();
    chmodSync(path(), 0o644);
    open().close();
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  test('is put aside once it is long', () => {
    open().close();
    writeFileSync(path(), 'old text');
    const log = open(5);
    log.write('new');
    expect(readFileSync(`${path()}.1`, 'utf8')).toBe('old text');
    expect(readFileSync(path(), 'utf8')).toMatch(/ new\n$/);
    open().close();
    expect(existsSync(`${path()}.2`)).toBe(false);
  });
});

describe('what a step says', () => {
  const shown: string[] = [];
  const redactor = new Redactor();
  redactor.add('hunter22');
  let reporter: StepReporter;
  beforeEach(() => {
    shown.length = 0;
    reporter = new StepReporter({
      place: 'nuc01',
      phase: 'base',
      redactor,
      log: open(),
      print: (line) => shown.push(line),
    });
  });

  test('goes to the log, and to the terminal only when it matters there', () => {
    const lines = [
      'unchanged: swap',
      'changed: a: b',
      'waiting: for apt',
      'warning: w',
      'error: e; fix: f',
      'Reading…',
    ];
    lines.forEach((line) => reporter.hostLine(line));
    expect(shown).toEqual([
      'nuc01 base: changed: a: b',
      'nuc01 base: waiting: for apt',
      'nuc01 base: warning: w',
    ]);
    for (const line of lines) expect(readFileSync(path(), 'utf8')).toContain(` ${line}\n`);
    expect(reporter.changed).toBe(1);
    expect(reporter.tail).toEqual(lines);
  });

  test('never holds a secret', () => {
    reporter.hostLine('changed: password: hunter22');
    reporter.say('waiting: hunter22');
    reporter.note('hunter22');
    expect(`${shown.join()}${reporter.tail.join()}${readFileSync(path(), 'utf8')}`).not.toContain('hunter22');
  });

  test('cannot drive the terminal, nor hide a secret with colours in it', () => {
    reporter.hostLine('changed: \u001b[31mred\u001b]0;title\u0007 hun\u001b[0mter22\r\u009b2J');
    expect(shown).toEqual(['nuc01 base: changed: red [redacted]']);
  });

  test('begins anew when the step runs again', () => {
    reporter.hostLine('changed: a: b');
    reporter.startOver();
    expect([reporter.changed, reporter.tail.length]).toEqual([0, 0]);
  });
});
