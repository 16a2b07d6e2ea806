import { ExitCode } from '../../errors/exit-codes';
import { precheckReport, precheckText, type PrecheckHost } from '../../precheck';
import { healthy, hostNamed, inventory } from './planted';

const failure = {
  finding: { id: 'unreachable', severity: 'error', what: 'no answer within 10 s', fix: 'switch it on' },
  exitCode: ExitCode.unreachable,
} as const;

function probes(): PrecheckHost[] {
  return [
    { host: hostNamed('nuc01'), facts: healthy(1, { swap: ['/swapfile'], clock: undefined }) },
    { host: hostNamed('nuc02'), facts: healthy(2, { units: [], timeSynchronized: undefined }) },
    { host: hostNamed('nuc03'), facts: healthy(3, { bash: undefined, memoryKilobytes: 2_000_000 }) },
  ];
}

describe('report', () => {
  it('is the documented JSON, without what should stay private', () => {
    const result = precheckReport(
      [{ host: hostNamed('nuc02'), facts: healthy(2, { swap: ['/swapfile'] }) }],
      inventory,
    );
    expect(result).toEqual({
      schemaVersion: 1,
      lab: 'lab',
      hosts: [
        {
          name: 'nuc02',
          address: '10.0.0.12',
          role: 'worker',
          facts: {
            operatingSystem: 'Debian GNU/Linux 13 (trixie)',
            release: 'Debian 13',
            architecture: 'amd64',
            kernel: '6.12.48+deb13-amd64',
            cpus: 4,
            memoryMegabytes: 15820,
            diskFreeMegabytes: 195312,
            clockOffsetSeconds: 0.1,
            clockUncertaintySeconds: 0.2,
            hostname: 'nuc02',
            container: null,
            member: false,
            phases: [],
          },
          findings: [
            {
              id: 'swap',
              severity: 'info',
              what: 'swap is on (/swapfile)',
              fix: 'nothing to do: the base step turns it off permanently',
            },
          ],
        },
      ],
      findings: [],
      verdict: { ok: true, errors: 0, warnings: 0, exitCode: 0 },
    });
    expect(JSON.stringify(result)).not.toContain('2'.repeat(32));
  });

  it('has no facts for a host that could not be asked', () => {
    const result = precheckReport([{ host: hostNamed('nuc03'), failure }], inventory);
    expect(result.hosts).toEqual([
      { name: 'nuc03', address: '10.0.0.13', role: 'worker', facts: null, findings: [failure.finding] },
    ]);
    expect(result.verdict).toEqual({ ok: false, errors: 1, warnings: 0, exitCode: ExitCode.unreachable });
  });

  it('fails with the code for checks as soon as one check failed', () => {
    const mixed = [...probes().slice(2), { host: hostNamed('nuc01'), failure }];
    expect(precheckReport(mixed, inventory).verdict).toMatchObject({
      errors: 2,
      exitCode: ExitCode.precheck,
    });
  });

  it('allows warnings', () => {
    const verdict = precheckReport(probes().slice(0, 2), inventory).verdict;
    expect(verdict).toEqual({ ok: true, errors: 0, warnings: 1, exitCode: ExitCode.ok });
  });
});

describe('textReport', () => {
  it('groups findings by host and ends with the verdict', () => {
    const mixed: PrecheckHost[] = [...probes(), { host: { ...hostNamed('nuc03'), name: 'nuc004' }, failure }];
    expect(precheckText(precheckReport(mixed, inventory), false)).toBe(
      [
        'nuc01   ok (Debian 13, amd64, 4 CPU, 15 GiB)',
        '        info: swap is on (/swapfile); nothing to do: the base step turns it off permanently',
        'nuc02   ok (Debian 13, amd64, 4 CPU, 15 GiB, clock +0.1 s)',
        '        warning: no time service runs; fix: start one: `sudo apt-get install systemd-timesyncd && sudo timedatectl set-ntp true`',
        'nuc03   (Debian 13, amd64, 4 CPU, 1953 MB, clock +0.1 s)',
        '        error: bash is missing; fix: install it: `sudo apt-get install bash`',
        'nuc004  error: no answer within 10 s; fix: switch it on',
        'not ready: 2 errors, 1 warning on 4 hosts',
      ].join('\n'),
    );
  });

  it('says what concerns several hosts after them', () => {
    const same = { machineId: 'e'.repeat(32) };
    const pair: PrecheckHost[] = [
      { host: hostNamed('nuc01'), facts: healthy(1, same) },
      { host: hostNamed('nuc02'), facts: healthy(2, same) },
    ];
    expect(precheckText(precheckReport(pair, inventory), false).split('\n').slice(2)).toEqual([
      'all hosts',
      '  error: nuc01 and nuc02 have the same machine-id; fix: on nuc02 run `sudo rm /etc/machine-id && sudo systemd-machine-id-setup`, and reboot',
      'not ready: 1 error, 0 warnings on 2 hosts',
    ]);
  });

  it('says that a lab is ready, in colour when asked', () => {
    const text = precheckText(precheckReport(probes().slice(0, 1), inventory), true);
    expect(text).toContain('\u001b[32mready to deploy: 0 errors, 0 warnings on 1 host\u001b[39m');
  });
});
