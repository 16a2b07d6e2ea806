import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { programFolder, type ProgramFolder } from '../support/fake-lab/program-folder';
import { until } from '../support/until';
import { Screen } from '../plans/applying/support/screen';
import { copyOf, stubLab, type StubLab } from '../support/fake-lab/stub-lab';
import type { StubStep } from '../support/fake-lab/stub-stack';

const prepares: StubStep = {
  says: [
    [20, 'starts: first install'],
    [300, 'changed: swap: swap is on (/swapfile), expected off'],
    ['seen', 'done in 0.6 s, 1 changed'],
  ],
};
const fails: StubStep = {
  says: [[20, 'starts: first install']],
  fails: { what: 'swap is still on', fix: 'look for what sets it back on the host', code: 8 },
};

let program: ProgramFolder;
let planned: StubLab;
let lab: StubLab;
let env: NodeJS.ProcessEnv;

function use(next: StubLab): void {
  lab = next;
  env = {
    ...lab.env,
    CI: '',
    NO_COLOR: '',
    TERM: 'xterm',
    NUCLAB_INVENTORY: 'lab.yaml',
    NUCLAB_FACTS: 'none',
  };
}

beforeAll(() => {
  program = programFolder();
  planned = stubLab({
    'nuc01/base': prepares,
    'nuc02/base': fails,
    'nuc02/worker': { after: ['nuc02/base'] },
  });
  use(planned);
  expect(nuclab('plan')).toMatchObject({ status: 2 });
  mayEnd();
});
afterAll(() => {
  program.remove();
  planned.remove();
});
beforeEach(() => use(copyOf(planned)));
afterEach(() => lab.remove());

/** nuc01/base is running until the test has seen it. */
const seen = (): string => lab.path('cdktf.out', 'stacks', 'autumn', 'seen');
const working = (): void => rmSync(seen());
const mayEnd = (): void => writeFileSync(seen(), '');

/** Starts the real command where nobody sits at a terminal. */
function nuclab(...args: string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  return spawnSync('node', [program.nuclab, ...args], { cwd: lab.directory, env, encoding: 'utf8' });
}

const table = [
  '┌───────┬────────┬────────────────────────────┬─────────┬───────┐',
  '│ host  │ phase  │ result                     │ changed │  time │',
  '├───────┼────────┼────────────────────────────┼─────────┼───────┤',
  '│ nuc01 │ base   │ done                       │ swap    │ T │',
  '│ nuc02 │ base   │ failed                     │         │ T │',
  '│ nuc02 │ worker │ not run: nuc02/base failed │         │       │',
  '└───────┴────────┴────────────────────────────┴─────────┴───────┘',
  'nuc02/base: swap is still on',
  '  fix: look for what sets it back on the host',
  '  log: logs/nuc02/base.log',
  'failed: 1 step failed, 1 not run, 1 done on 2 hosts in T; fix the cause, then run `nuclab plan`: finished work is recognised',
];
/** Times differ. */
const timeless = (text: string): string =>
  text.replace(/ *\d+\.\d s(?= │|;)/g, (time) => (time.startsWith(' ') ? ' T' : 'T'));

describe('without a terminal', () => {
  test('a plan is not applied unless --yes says so', () => {
    expect(nuclab('apply')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /\nthe plan has to be approved, and there is no terminal to ask on; fix: review the plan, then apply it with --yes\n$/,
      ),
    });
    expect(existsSync(lab.planDirectory)).toBe(true);
  });

  test('progress is plain lines, then the table and the verdict follow', () => {
    const { status, stdout } = nuclab('apply', '--yes');
    expect(status).toBe(8);
    const lines = timeless(stdout.trimEnd()).split('\n');
    expect(lines.slice(-table.length)).toEqual(table);
    expect(
      lines
        .slice(0, -table.length)
        .sort()
        .map((line) => line.replace(/^\[\d+:\d\d\] /, '')),
    ).toEqual(
      expect.arrayContaining([
        'nuc01 base: starts: first install',
        'nuc01 base: changed: swap: swap is on (/swapfile), expected off',
        'nuc01 base: done in 0.6 s, 1 changed',
        'nuc02 base: starts: first install',
        'nuc02/base: swap is still on; fix: look for what sets it back on the host',
      ]),
    );
    expect(stdout).not.toContain('\u001b');
    expect(nuclab('apply', '--yes')).toMatchObject({
      status: 2,
      stderr: '.nuclab/plan: there is no saved plan here; fix: make one with nuclab plan\n',
    });
  });

  test('--json prints one document, and progress goes to standard error', () => {
    const { status, stdout, stderr } = nuclab('apply', '--yes', '--json');
    expect(status).toBe(8);
    expect(stderr).toContain('nuc01 base: changed: swap: swap is on (/swapfile), expected off\n');
    const step = { changed: [], warnings: [], because: null, exitCode: null, failure: null };
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      ok: false,
      lab: 'autumn',
      verdict: {
        text: expect.stringMatching(/^failed: 1 step failed, 1 not run, 1 done on 2 hosts in /),
        exitCode: 8,
        counts: { done: 1, unchanged: 0, adopted: 0, failed: 1, interrupted: 0, 'not-run': 1 },
      },
      seconds: expect.any(Number),
      steps: [
        {
          ...step,
          host: 'nuc01',
          phase: 'base',
          result: 'done',
          reason: null,
          changed: ['swap'],
          seconds: expect.any(Number),
        },
        {
          ...step,
          host: 'nuc02',
          phase: 'base',
          result: 'failed',
          reason: null,
          seconds: expect.any(Number),
          failure: {
            what: 'swap is still on',
            fix: 'look for what sets it back on the host',
            log: 'logs/nuc02/base.log',
          },
          exitCode: 8,
        },
        {
          ...step,
          host: 'nuc02',
          phase: 'worker',
          result: 'not-run',
          reason: null,
          seconds: null,
          because: { step: 'nuc02/base', result: 'failed' },
        },
      ],
      problems: [],
    });
  });

  test('continues to its end when nobody reads its output any longer', async () => {
    const child = spawn('node', [program.nuclab, 'apply', '--yes'], { cwd: lab.directory, env });
    child.stdout.once('data', () => child.stdout.destroy());
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect(status).toBe(8);
    expect(existsSync(lab.planDirectory)).toBe(false);
  });
});

describe('a terminal that is closed', () => {
  test('has the runners let go of their hosts, though it tells twice', async () => {
    working();
    const child = spawn('node', [program.nuclab, 'apply', '--yes'], { cwd: lab.directory, env });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (!printed.includes('swap is on') && chunk.includes('swap is on')) {
        child.kill('SIGHUP');
        child.kill('SIGTERM');
      }
      printed += chunk.toString();
    });
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(130);
    expect(printed).toContain(
      'nuc01/base: interrupted; work already started continues on the host; fix: deploy again',
    );
    expect(printed).toContain('│ nuc01 │ base   │ interrupted ');
  });
});

/** `script` of util-linux gives a program a terminal. */
const hasScript =
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false;

/** Types into a real start of the command in a terminal of 100 columns and 16 lines. */
class Terminal {
  readonly screen = new Screen(100, 16);
  readonly closed: Promise<unknown>;
  private readonly child: ChildProcessWithoutNullStreams;

  constructor(...args: string[]) {
    const command = `stty cols 100 rows 16; exec node ${program.nuclab} ${args.join(' ')}`;
    this.child = spawn('script', ['-qec', command, '/dev/null'], { cwd: lab.directory, env });
    this.child.stdout.on('data', (chunk: Buffer) => this.screen.write(chunk.toString()));
    this.closed = new Promise((resolve) => this.child.on('close', resolve));
  }

  type(text: string): void {
    this.child.stdin.write(text);
  }

  async shows(text: string): Promise<void> {
    await until(
      () => this.screen.text.includes(text),
      `"${text}", the screen shows:`,
      () => this.screen.text,
    );
  }
}

(hasScript ? describe : describe.skip)('in a terminal', () => {
  test('the plan is approved by a person and followed live; what stays is the failure, the table and the verdict', async () => {
    working();
    const terminal = new Terminal('apply');
    await terminal.shows('apply this plan? [y/N]');
    terminal.type('y\r');
    await terminal.shows('applying autumn');
    await terminal.shows('nuc01  base');
    await terminal.shows('changed: swap: swap is on (/swapfile), expected off');
    mayEnd();
    expect(await terminal.closed).toBe(8);
    const { history } = terminal.screen;
    expect(history).not.toContain('applying autumn');
    expect(
      timeless(history)
        .split('\n')
        .slice(-table.length - 2)
        .join('\n')
        .replaceAll('\n', ''),
    ).toContain(table.join(''));
    expect(history).toContain(
      '\nnuc02/base: swap is still on; fix: look for what sets it back on the host\n',
    );
  });

  test('anything but yes leaves the plan as it is', async () => {
    const terminal = new Terminal('apply');
    await terminal.shows('apply this plan? [y/N]');
    terminal.type('\r');
    expect(await terminal.closed).toBe(2);
    expect(terminal.screen.text).toContain('not approved, nothing was changed');
    expect(existsSync(lab.planDirectory)).toBe(true);
  });

  test('Ctrl-C while it asks ends it, and nothing is changed', async () => {
    const terminal = new Terminal('apply');
    await terminal.shows('apply this plan? [y/N]');
    terminal.type('\u0003');
    expect(await terminal.closed).toBe(130);
    expect(terminal.screen.text).toContain('stopped, nothing was changed');
  });

  test('Ctrl-C while it works has the runners let go, and the table is still printed', async () => {
    working();
    const terminal = new Terminal('apply', '--yes');
    await terminal.shows('changed: swap: swap is on (/swapfile), expected off');
    terminal.type('\u0003');
    expect(await terminal.closed).toBe(130);
    const { history } = terminal.screen;
    expect(history).toContain('│ nuc01 │ base   │ interrupted ');
    expect(history).toContain('interrupted: ');
    expect(history).not.toContain('stopping autumn');
  });

  test('NO_COLOR and CI are obeyed', async () => {
    env = { ...env, NO_COLOR: '1', CI: 'true' };
    const terminal = new Terminal('apply', '--yes');
    expect(await terminal.closed).toBe(8);
    expect(terminal.screen.written.join('')).not.toContain('\u001b');
    expect(terminal.screen.history).toContain('] nuc01 base: starts: first install');
  });
});
