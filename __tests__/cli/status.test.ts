import { dirname } from 'node:path';
import { loadInventory } from '../../inventory/load';
import { gatherFacts, type LabFacts } from '../../facts';
import { drift, own, plantedFacts, unreachable, type Change } from '../facts/planted-facts';
import { Screen } from '../status/support/screen';
import { runNuclab, type Result } from './run-nuclab';
import { twoNucs } from './two-nucs';

jest.mock('../../facts', () => ({
  ...jest.requireActual('../../facts'),
  gatherFacts: jest.fn(),
}));

const timers = [
  'nextTick',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

const file = twoNucs();
const gather = jest.mocked(gatherFacts);
const swap = drift('nuc02/base', own('swap', 'swap is on (/swapfile), applied off'));

function facts(...changes: readonly Change[]): LabFacts {
  return plantedFacts(loadInventory(file()), ...changes);
}

const status = (...words: string[]): Promise<Result> => runNuclab('status', '--inventory', file(), ...words);

/** Gathers these facts one after the other; then somebody presses Ctrl-C. */
function factsThenInterrupt(...found: readonly LabFacts[]): void {
  const rest = [...found];
  gather.mockImplementation(({ signal }) => {
    const next = rest.shift();
    if (next !== undefined) return Promise.resolve(next);
    process.emit('SIGINT', 'SIGINT');
    signal?.throwIfAborted();
    return Promise.reject(new Error('Ctrl-C did nothing'));
  });
}

beforeEach(() => {
  // Only the date is another one.
  jest.useFakeTimers({ now: new Date('2026-11-21T11:52:04Z'), doNotFake: [...timers] });
});

afterEach(() => {
  process.exitCode = undefined;
  jest.useRealTimers();
  jest.restoreAllMocks();
});

describe('nuclab status', () => {
  it('shows a lab that is ok and exits with 0', async () => {
    gather.mockResolvedValue(facts());
    expect(await status()).toEqual({
      exitCode: 0,
      stdout:
        'lab ok: 2 of 2 hosts reachable, 2 of 2 nodes Ready\n\n' +
        'HOST   ADDRESS    ROLE           REACHABLE  PHASES      NODE   KUBELET  CONTAINERD  CERTIFICATES          LOAD/CPU  DISK  UPTIME\n' +
        'nuc01  10.0.0.11  control-plane  yes        4 in place  Ready  1.34.4   1.7.24      apiserver 364 d       0.12      25 %  12 d\n' +
        'nuc02  10.0.0.12  worker         yes        4 in place  Ready  1.34.4   1.7.24      kubelet-client 364 d  0.12      25 %  12 d\n' +
        'cluster: 3 in place\n',
      stderr: '',
    });
    expect(gather.mock.calls[0]?.[0]).toMatchObject({ labDirectory: dirname(file()) });
  });

  it('tells changed hosts (7) from hosts that are off (3)', async () => {
    gather.mockResolvedValue(facts(swap));
    expect((await status()).exitCode).toBe(7);
    gather.mockResolvedValue(facts(unreachable('nuc02')));
    expect((await status()).exitCode).toBe(3);
  });

  it('shows only the hosts that are named, and refuses a name it does not know', async () => {
    gather.mockResolvedValue(facts(swap));
    const { exitCode, stdout } = await status('nuc01');
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain('nuc02');
    expect(await status('nuc2')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'host "nuc2" is not in the inventory; fix: write nuc02\n',
    });
  });

  it('prints one JSON document with --json', async () => {
    gather.mockResolvedValue(facts(swap));
    const { exitCode, stdout } = await status('--json');
    expect(exitCode).toBe(7);
    const document = JSON.parse(stdout) as Record<string, unknown>;
    expect(Object.keys(document)).toEqual([
      'schemaVersion',
      'ok',
      'exitCode',
      'lab',
      'observedAt',
      'summary',
      'hosts',
      'clusterSteps',
      'nodes',
      'problems',
    ]);
    expect(document).toMatchObject({ schemaVersion: 1, ok: false, exitCode: 7, lab: 'autumn' });
  });
});

describe('nuclab status --watch', () => {
  it('prints block after block, each with its time, and exits with 0 on Ctrl-C', async () => {
    factsThenInterrupt(facts(), { ...facts(swap), observedAt: '2026-11-21T11:52:04Z' });
    const { exitCode, stdout } = await status('--watch', '1');
    expect(exitCode).toBe(0);
    const kept = stdout.split('\n').filter((line) => /^(---|lab|error|$)/.test(line));
    expect(kept).toEqual([
      '--- 2026-11-21 11:52:03 UTC',
      'lab ok: 2 of 2 hosts reachable, 2 of 2 nodes Ready',
      '',
      '',
      '--- 2026-11-21 11:52:04 UTC',
      'lab not ok: 1 step drifted; 2 of 2 hosts reachable, 2 of 2 nodes Ready',
      '',
      '',
      'error: base drifted on nuc02: swap is on (/swapfile), applied off; fix: review `nuclab plan`, then deploy to repair it',
      '',
      '',
    ]);
  });

  it('prints a compact document on each line with --json', async () => {
    factsThenInterrupt(facts(), facts(swap));
    const { exitCode, stdout } = await status('--json', '--watch', '1');
    expect(exitCode).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { exitCode: number }).exitCode)).toEqual([0, 7]);
  });

  it('ends with an error that stops the check', async () => {
    gather.mockRejectedValue(new Error('known_hosts is not a file'));
    const { exitCode, stderr } = await status('--watch', '1');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('known_hosts is not a file');
  });

  it.each(['0', '3601', '1.5', 'nuc02', '-1'])('refuses %s seconds', async (seconds) => {
    expect(await status(`--watch=${seconds}`)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `--watch ${seconds} is not a number of seconds from 1 to 3600; fix: write a whole number, or nothing, and names of hosts before it: \`nuclab status nuc01 --watch\`\n`,
    });
  });

  it('redraws in place in a terminal, within its size', async () => {
    factsThenInterrupt(facts(), { ...facts(swap), observedAt: '2026-11-21T11:52:04Z' });
    const screen = new Screen(80, 24);
    const size = { isTTY: true, columns: 80, rows: 24 };
    const original = Object.getOwnPropertyDescriptors(process.stdout);
    Object.assign(process.stdout, size);
    const { exitCode, stdout } = await status('--watch', '1').finally(() => {
      for (const name of Object.keys(size)) {
        const descriptor = original[name];
        if (descriptor === undefined) Reflect.deleteProperty(process.stdout, name);
        else Object.defineProperty(process.stdout, name, descriptor);
      }
    });
    expect(exitCode).toBe(0);
    screen.write(stdout);
    expect(screen.text.split('\n')).toEqual([
      'lab not ok: 1 step drifted; 2 of 2 hosts reachable, 2 of 2 nodes Ready',
      '',
      'HOST   REACHABLE  PHASES         NODE   KUBELET  CERTIFICATES          DISK',
      'nuc01  yes        4 in place     Ready  1.34.4   apiserver 364 d       25 %',
      'nuc02  yes        drifted: base  Ready  1.34.4   kubelet-client 364 d  25 %',
      'cluster: 3 in place',
      '',
      'error: base drifted on nuc02: swap is on (/swapfile), applied off; fix: review',
      '  `nuclab plan`, then deploy to repair it',
      '',
      '2026-11-21 11:52:04 UTC, again every 1 s, Ctrl-C ends',
    ]);
    expect(screen.isCursorShown).toBe(true);
  });
});
