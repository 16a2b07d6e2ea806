import { ExitCode } from '../../errors/exit-codes';
import { probeHosts, report, type ProbeHostsProps } from '../../precheck';
import { SshError, type Connect, type ExecOptions, type ExecResult } from '../../ssh';
import { inventory } from './planted';

const OUTPUT = ['noise', 'nuclab-probe begin', 'time=1000.500000000', 'os_id=debian', 'nuclab-probe end', ''];

interface Call {
  readonly host: string;
  readonly command: string;
  readonly options: ExecOptions;
}

/** Sessions that answer OUTPUT, but where a host has words of its own. */
function fakeConnect(own: Record<string, () => Promise<Partial<ExecResult>>> = {}) {
  const calls: Call[] = [];
  const closed: string[] = [];
  const connect: Connect = async ({ name }) => ({
    async exec(command, options) {
      calls.push({ host: name, command, options });
      const result = { exitCode: 0, stdout: OUTPUT.join('\n'), stderr: '', ...(await own[name]?.()) };
      for (const line of result.stdout.split('\n')) options.onStdoutLine?.(line);
      return result;
    },
    async close() {
      closed.push(name);
    },
  });
  return { connect, calls, closed };
}

function props(connect: Connect, changes: Partial<ProbeHostsProps> = {}): ProbeHostsProps {
  const secret = () => Promise.reject(new Error('no secret is needed'));
  let milliseconds = 1_000_000;
  return {
    inventory,
    context: {
      knownHostsFile: 'known_hosts',
      sudo: 'passwordless',
      passphrase: secret,
      sudoPassword: secret,
    },
    connect,
    targetOf: ({ name, address }) => ({ name, address, port: 22, user: 'nuc' }),
    now: () => (milliseconds += 100),
    ...changes,
  };
}

function lost(host: string): SshError {
  const where = `${host} (10.0.0.12:22)`;
  return new SshError({ kind: 'unreachable', where, what: 'no answer within 10 s', fix: 'switch it on' });
}

describe('probeHosts', () => {
  it('runs one bounded command as root on each host and closes each connection', async () => {
    const { connect, calls, closed } = fakeConnect();
    await probeHosts(props(connect));
    expect(calls.map(({ host, command }) => `${host}: ${command}`)).toEqual([
      'nuc01: /bin/sh -s',
      'nuc02: /bin/sh -s',
      'nuc03: /bin/sh -s',
    ]);
    expect(calls[0]?.options).toMatchObject({ sudo: true, timeoutSeconds: 15 });
    expect(closed.sort()).toEqual(['nuc01', 'nuc02', 'nuc03']);
  });

  it('sends peers and URLs with the script on standard input', async () => {
    const { connect, calls } = fakeConnect();
    await probeHosts(props(connect));
    expect(calls[0]?.options.stdin?.split('#!/bin/sh')[0]).toBe(
      "PROBE_PEERS='10.0.0.11 22\n10.0.0.12 22\n10.0.0.13 22'\n" +
        "PROBE_URLS='repository https://pkgs.k8s.io/core:/stable:/v1.34/deb/Release.key\n" +
        "image https://registry.k8s.io/v2/\nimage https://ghcr.io/v2/'\n",
    );
  });

  it('reads the clock when its line arrives', async () => {
    const { connect } = fakeConnect();
    const [probe] = await probeHosts(props(connect, { hosts: inventory.hosts.slice(0, 1) }));
    expect(probe?.facts?.clock).toEqual({ offsetSeconds: expect.closeTo(0.35), uncertaintySeconds: 0.05 });
  });

  it('keeps the facts of the others when one host does not answer', async () => {
    const { connect } = fakeConnect();
    const failing: Connect = (target, context) =>
      target.name === 'nuc02' ? Promise.reject(lost('nuc02')) : connect(target, context);
    const probes = await probeHosts(props(failing));
    expect(probes.map(({ facts }) => facts?.os.id)).toEqual(['debian', undefined, 'debian']);
    expect(probes[1]?.failure).toEqual({
      exitCode: ExitCode.unreachable,
      finding: { id: 'unreachable', severity: 'error', what: 'no answer within 10 s', fix: 'switch it on' },
    });
  });

  it('names the bastion when it is the one that fails', async () => {
    const where = 'bastion (192.0.2.1:22)';
    const refused = new SshError({ kind: 'authentication', where, what: 'refused', fix: 'add a key' });
    const [probe] = await probeHosts(props(() => Promise.reject(refused)));
    expect(probe?.failure).toEqual({
      exitCode: ExitCode.authentication,
      finding: {
        id: 'authentication',
        severity: 'error',
        what: 'bastion (192.0.2.1:22): refused',
        fix: 'add a key',
      },
    });
  });

  it('says how a probe ended that did not get to its end', async () => {
    const broken = { exitCode: 124, stdout: 'nuclab-probe begin\n', stderr: 'warm\nsh: \u001b[1mKilled\n' };
    const { connect, closed } = fakeConnect({ nuc01: async () => broken });
    const [probe] = await probeHosts(props(connect));
    expect(probe?.failure).toEqual({
      exitCode: ExitCode.unreachable,
      finding: {
        id: 'probe',
        severity: 'error',
        what: 'the probe ended early with exit code 124 ("sh: Killed")',
        fix: 'log in and look at the load and the disk of the host, then run it again',
      },
    });
    expect(closed).toContain('nuc01');
  });

  it('reports what nobody expected, and still asks the others', async () => {
    const { connect } = fakeConnect({ nuc01: () => Promise.reject(new TypeError('x is not a function')) });
    const probes = await probeHosts(props(connect));
    expect(probes[0]?.failure).toEqual({
      exitCode: ExitCode.unexpected,
      finding: {
        id: 'probe',
        severity: 'error',
        what: 'nuclab has no words for this: TypeError: x is not a function',
        fix: 'report it to the authors of nuclab',
      },
    });
    expect(probes[2]?.facts).toBeDefined();
  });

  it('ends as a whole when it is interrupted', async () => {
    const where = 'nuc01 (10.0.0.11:22)';
    const aborted = new SshError({ kind: 'aborted', where, what: 'stopped', fix: 'run it again' });
    const { connect } = fakeConnect({ nuc01: () => Promise.reject(aborted) });
    await expect(probeHosts(props(connect))).rejects.toBe(aborted);
  });
});

describe('the exit code', () => {
  const kinds = {
    nuc01: 'unreachable',
    nuc02: 'authentication',
    nuc03: 'unknown-host-key',
  } as const satisfies Record<string, SshError['kind']>;
  const failingOnly = (names: readonly string[]) => {
    const { connect } = fakeConnect({});
    const failing: Connect = async (target, context) => {
      const kind = kinds[target.name as keyof typeof kinds];
      if (names.includes(target.name)) throw new SshError({ kind, where: target.name, what: 'x', fix: 'y' });
      return connect(target, context);
    };
    return probeHosts(props(failing, { hosts: inventory.hosts.filter(({ name }) => names.includes(name)) }));
  };

  it.each([
    [['nuc01'], ExitCode.unreachable],
    [['nuc01', 'nuc02'], ExitCode.authentication],
    [['nuc01', 'nuc02', 'nuc03'], ExitCode.hostKey],
  ])('when only %p cannot be asked is %d', async (names, expected) => {
    expect(report(await failingOnly(names), inventory).verdict.exitCode).toBe(expected);
  });
});
