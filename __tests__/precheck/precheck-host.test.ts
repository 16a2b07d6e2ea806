import { ExitCode } from '../../errors/exit-codes';
import { gatherFacts, type GatherFactsProps } from '../../facts';
import {
  precheckHosts,
  precheckParts,
  precheckReport,
  reachTargets,
  type PrecheckHost,
} from '../../precheck';
import { SshError, type Connect } from '../../ssh';
import { allDone, fakeConnect } from '../facts/said';
import { inventory } from './planted';

const answer = `# noise\ntime 1000.500000000\nos-id debian\n${allDone}\nend`;

/** As `nuclab precheck` asks. */
async function precheck(connect: Connect, changes: Partial<GatherFactsProps> = {}): Promise<PrecheckHost[]> {
  let milliseconds = 1_000_000;
  const facts = await gatherFacts({
    inventory,
    labDirectory: '/lab',
    env: {},
    parts: precheckParts,
    reach: reachTargets(inventory),
    connect,
    now: () => new Date((milliseconds += 100)),
    ...changes,
  });
  return precheckHosts(inventory, facts);
}

const first = { hosts: inventory.hosts.slice(0, 1) };

function lost(host: string): SshError {
  const where = `${host} (10.0.0.12:22)`;
  return new SshError({ kind: 'unreachable', where, what: 'no answer within 5 s', fix: 'switch it on' });
}

describe('a precheck', () => {
  it('runs one bounded command as root on each host and closes each connection', async () => {
    const { connect, calls, closed } = fakeConnect(answer);
    await precheck(connect);
    const command = `exec /bin/sh -c 'eval "$(cat)"'`;
    expect(calls.map(({ host, command: text }) => `${host}: ${text}`)).toEqual([
      `nuc01: ${command}`,
      `nuc02: ${command}`,
      `nuc03: ${command}`,
    ]);
    expect(calls[0]?.options).toMatchObject({ sudo: true, timeoutSeconds: 15 });
    expect(closed.sort()).toEqual(['nuc01', 'nuc02', 'nuc03']);
  });

  it('sends peers and URLs with the scripts on standard input', async () => {
    const { connect, calls } = fakeConnect(answer);
    await precheck(connect);
    expect(calls[0]?.options.stdin).toContain(
      "\nfacts_peers='10.0.0.11 22\n10.0.0.12 22\n10.0.0.13 22'\n" +
        "facts_urls='repository https://pkgs.k8s.io/core:/stable:/v1.34/deb/Release.key\n" +
        "image https://registry.k8s.io/v2/\nimage https://ghcr.io/v2/'\n",
    );
  });

  it('reads the clock when its line arrives', async () => {
    const [host] = await precheck(fakeConnect(answer).connect, first);
    expect(host?.facts?.system.clock).toEqual({
      offsetSeconds: expect.closeTo(0.25),
      uncertaintySeconds: 0.05,
    });
  });

  it('keeps the facts of the others when one host does not respond', async () => {
    const { connect } = fakeConnect(answer);
    const failing: Connect = (target, context) =>
      target.name === 'nuc02' ? Promise.reject(lost('nuc02')) : connect(target, context);
    const hosts = await precheck(failing);
    expect(hosts.map(({ facts }) => facts?.system.osId)).toEqual(['debian', undefined, 'debian']);
    expect(hosts[1]?.failure).toEqual({
      exitCode: ExitCode.unreachable,
      finding: { id: 'unreachable', severity: 'error', what: 'no answer within 5 s', fix: 'switch it on' },
    });
  });

  it('names the bastion when it is the one that fails', async () => {
    const where = 'bastion (192.0.2.1:22)';
    const refused = new SshError({ kind: 'authentication', where, what: 'refused', fix: 'add a key' });
    const [host] = await precheck(() => Promise.reject(refused));
    expect(host?.failure).toEqual({
      exitCode: ExitCode.authentication,
      finding: {
        id: 'authentication',
        severity: 'error',
        what: 'bastion (192.0.2.1:22): refused',
        fix: 'add a key',
      },
    });
  });

  it('says how an answer ended that is not complete', async () => {
    const broken = { exitCode: 124, stdout: 'no end\n', stderr: 'warm\nsh: \u001b[1mKilled\n' };
    const { connect, closed } = fakeConnect(answer, { nuc01: async () => broken });
    const [host] = await precheck(connect);
    expect(host?.failure).toEqual({
      exitCode: ExitCode.unreachable,
      finding: {
        id: 'probe',
        severity: 'error',
        what: 'its answer ended early with exit code 124 ("sh: Killed")',
        fix: 'log in and check the load and the disk of the host, then run it again',
      },
    });
    expect(closed).toContain('nuc01');
  });

  it('ends an answer that has no end', async () => {
    const endless = { stdout: `${'x'.repeat(1_000_000)}\n`.repeat(9) };
    const { connect } = fakeConnect(answer, { nuc01: async () => endless });
    const [host, other] = await precheck(connect);
    expect(host?.failure?.finding).toMatchObject({
      what: 'its answer was longer than 8 MB',
      fix: 'log in and check /var/lib/nuclab/markers',
    });
    expect(other?.facts).toBeDefined();
  });

  it('reports what nobody expected, and still asks the others', async () => {
    const { connect } = fakeConnect(answer, {
      nuc01: () => Promise.reject(new TypeError('x is not a function')),
    });
    const hosts = await precheck(connect);
    expect(hosts[0]?.failure).toEqual({
      exitCode: ExitCode.unexpected,
      finding: {
        id: 'probe',
        severity: 'error',
        what: 'unexpected error: TypeError: x is not a function',
        fix: 'report it to the authors of nuclab',
      },
    });
    expect(hosts[2]?.facts).toBeDefined();
  });

  it('ends as a whole when it is interrupted', async () => {
    const controller = new AbortController();
    const where = 'nuc01 (10.0.0.11:22)';
    const { connect } = fakeConnect(answer, {
      nuc01: () => {
        controller.abort();
        return Promise.reject(new SshError({ kind: 'aborted', where, what: 'stopped', fix: 'run it again' }));
      },
    });
    await expect(precheck(connect, { signal: controller.signal })).rejects.toThrow(
      'interrupted while gathering facts; fix: run it again',
    );
  });
});

describe('the exit code', () => {
  const kinds = {
    nuc01: 'unreachable',
    nuc02: 'authentication',
    nuc03: 'unknown-host-key',
  } as const satisfies Record<string, SshError['kind']>;
  const failingOnly = (names: readonly string[]) => {
    const { connect } = fakeConnect(answer);
    const failing: Connect = async (target, context) => {
      const kind = kinds[target.name as keyof typeof kinds];
      if (names.includes(target.name)) throw new SshError({ kind, where: target.name, what: 'x', fix: 'y' });
      return connect(target, context);
    };
    return precheck(failing, { hosts: inventory.hosts.filter(({ name }) => names.includes(name)) });
  };

  it.each([
    [['nuc01'], ExitCode.unreachable],
    [['nuc01', 'nuc02'], ExitCode.authentication],
    [['nuc01', 'nuc02', 'nuc03'], ExitCode.hostKey],
  ])('when only %p cannot be asked is %d', async (names, expected) => {
    expect(precheckReport(await failingOnly(names), inventory).verdict.exitCode).toBe(expected);
  });
});
