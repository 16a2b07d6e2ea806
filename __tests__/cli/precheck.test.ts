import { run } from '../../cli/program';
import * as command from '../../cli/precheck';
import { connect, SshError, type ExecOptions } from '../../ssh';
import { allDone, nonceOf, withNonce } from '../facts/said';
import { caught } from './caught-output';
import { twoNucs } from './two-nucs';

jest.mock('../../ssh', () => ({
  ...jest.requireActual('../../ssh'),
  connect: jest.fn(),
}));

const FACTS: Readonly<Record<string, string>> = {
  nuc01: answer('nuc01', '10.0.0.11'),
  nuc02: answer('nuc02', '10.0.0.12'),
};

function answer(name: string, address: string, ...more: readonly string[]): string {
  const digit = name.slice(-1);
  return [
    'time now',
    'bash /usr/bin/bash',
    'os-id debian',
    'os-version-id 13',
    'architecture x86_64',
    'cpus 4',
    'memory 16200000',
    'cgroup cgroup2fs',
    'systemd running',
    'unit chrony.service',
    'time-synchronized yes',
    `hostname ${name}`,
    `machine-id ${digit.repeat(32)}`,
    `interface eno1 ${address} 52:54:00:00:00:0${digit}`,
    'listeners known',
    'url source 200 0 - http://deb.debian.org/debian/dists/trixie/InRelease',
    ...more,
    allDone,
    'end',
  ].join('\n');
}

const inventory = twoNucs();

/** What each host prints, or the error its connection ends with. */
function hostsAnswer(answers: Readonly<Record<string, string | Error>>): void {
  jest.mocked(connect).mockImplementation(async ({ name }) => {
    const planted = answers[name];
    if (planted === undefined || planted instanceof Error)
      throw planted ?? new Error(`${name} was not to be asked`);
    return {
      async exec(_: string, options: ExecOptions) {
        const text = planted.replace('time now', `time ${Date.now() / 1000}`);
        const stdout = withNonce(text, nonceOf(options));
        for (const line of stdout.split('\n')) options.onStdoutLine?.(line);
        return { exitCode: 0, stdout, stderr: '' };
      },
      close: async () => undefined,
    };
  });
}

function precheck(...words: readonly string[]): Promise<number> {
  const argv = ['precheck', '--inventory', inventory(), ...words];
  return run(argv, [{ name: 'precheck', load: () => command }]);
}

describe('nuclab precheck', () => {
  it('prints a line for each host that is ready, and exits with 0', async () => {
    hostsAnswer(FACTS);
    expect(await precheck()).toBe(0);
    expect(caught.printed.replace(/clock [+-]\d\.\d s/g, 'clock +0.0 s')).toBe(
      'nuc01  ok (Debian 13, amd64, 4 CPU, 15 GiB, clock +0.0 s)\n' +
        'nuc02  ok (Debian 13, amd64, 4 CPU, 15 GiB, clock +0.0 s)\n' +
        'ready to deploy: 0 errors, 0 warnings on 2 hosts\n',
    );
    expect(caught.noted).toBe('');
  });

  it('asks only the hosts that are named', async () => {
    hostsAnswer({ nuc02: FACTS.nuc02! });
    expect(await precheck('nuc02')).toBe(0);
    expect(caught.printed).toContain('ready to deploy: 0 errors, 0 warnings on 1 host\n');
  });

  it('refuses a host that is not in the inventory and names the nearest', async () => {
    expect(await precheck('nuc1')).toBe(2);
    expect(caught.noted).toBe('host "nuc1" is not in the inventory; fix: write nuc01\n');
    caught.noted = '';
    expect(await precheck('printer')).toBe(2);
    expect(caught.noted).toBe('host "printer" is not in the inventory; fix: name one of nuc01, nuc02\n');
  });

  it('exits with 7 when a check fails', async () => {
    hostsAnswer({ ...FACTS, nuc02: answer('nuc02', '10.0.0.12', 'listener tcp 10250 7 nginx') });
    expect(await precheck()).toBe(7);
    expect(caught.printed).toContain(
      'error: port 10250/tcp, which kubelet needs, is held by nginx (pid 7); fix: stop it',
    );
    expect(caught.printed).toContain('not ready: 1 error, 0 warnings on 2 hosts\n');
  });

  it('exits with 3 when a host does not respond, and still shows the other', async () => {
    const where = 'nuc01 (10.0.0.11:22)';
    const unreachable = new SshError({
      kind: 'unreachable',
      where,
      what: 'no answer within 10 s',
      fix: 'look',
    });
    hostsAnswer({ ...FACTS, nuc01: unreachable });
    expect(await precheck()).toBe(3);
    expect(caught.printed).toContain('nuc01  error: no answer within 10 s; fix: look\nnuc02  ok (Debian 13');
  });

  it('prints one JSON document with --json', async () => {
    hostsAnswer(FACTS);
    expect(await precheck('--json')).toBe(0);
    const document = JSON.parse(caught.printed) as Record<string, unknown>;
    expect(Object.keys(document)).toEqual(['schemaVersion', 'lab', 'hosts', 'findings', 'verdict']);
    expect(document).toMatchObject({
      schemaVersion: 1,
      lab: 'autumn',
      hosts: [
        { name: 'nuc01', role: 'control-plane' },
        { name: 'nuc02', role: 'worker' },
      ],
      verdict: { ok: true, errors: 0, warnings: 0, exitCode: 0 },
    });
  });

  it('leaves no signal handler behind', async () => {
    hostsAnswer(FACTS);
    const before = process.listenerCount('SIGINT');
    await precheck();
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
