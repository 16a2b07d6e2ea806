import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode } from '../../errors/exit-codes';
import { LabLock, type LabLockProps } from '../../locks/lab-lock';
import { lockCommand, type LockHolder } from '../../locks/lock-commands';
import { SshError, type SshErrorKind } from '../../ssh/ssh-error';
import type { SshContext, SshTarget } from '../../ssh/types';
import { StepLab } from '../support/fake-lab/step-lab';
import { until } from '../support/until';

let lab: StepLab;
const locks: LabLock[] = [];

beforeEach(() => {
  lab = new StepLab();
  for (const name of ['nuc01', 'nuc02', 'nuc03']) lab.host(name);
});
afterEach(async () => {
  await Promise.all(locks.splice(0).map((lock) => lock.end()));
  lab.remove();
});

const uptime = (seconds: number, ...names: string[]): void => lab.uptime(seconds, ...names);

const target = (name: string): SshTarget => ({ name, address: `10.0.0.${name}`, port: 22, user: 'root' });
const holder = (name: string): LockHolder => ({
  id: `${name}.daemon1`,
  owner: `${name}@desk (pid 1)`,
  purpose: `deploys /home/${name}/lab`,
  since: '2026-11-21T11:02:03Z',
});
const file = (host: string): string => join(lab.root(host), 'run/nuclab/lock');
/** Deployment that holds the host's lock. */
const holding = (host: string): string | undefined =>
  existsSync(file(host)) ? readFileSync(file(host), 'utf8').split('.')[0] : undefined;
const holders = (): (string | undefined)[] => ['nuc01', 'nuc02', 'nuc03'].map(holding);

function lock(name: string, props: Partial<LabLockProps> = {}): LabLock {
  const made = new LabLock({
    targets: ['nuc03', 'nuc01', 'nuc02'].map(target),
    connect: (each) => lab.connect(each),
    ssh: { knownHostsFile: '', sudo: 'passwordless' } as SshContext,
    holder: holder(name),
    assetsDirectory: lab.assets,
    ...props,
  });
  locks.push(made);
  return made;
}

function trouble(kind: SshErrorKind, name: string): SshError {
  return new SshError({ kind, where: name, what: `${kind} trouble`, fix: 'look at it' });
}

describe('the locks of a lab', () => {
  test('are all held before the first host may be touched', async () => {
    expect(await lock('anna').hold(target('nuc02'))).toEqual([]);
    expect(holders()).toEqual(['anna', 'anna', 'anna']);
  });

  test('are all given back at the end', async () => {
    const anna = lock('anna');
    await anna.hold(target('nuc01'));
    await anna.end();
    expect(holders()).toEqual([undefined, undefined, undefined]);
  });

  test('are taken by one exchange with each host', async () => {
    await lock('anna').hold(target('nuc01'));
    expect(lab.sent.map(({ host }) => host).sort()).toEqual(['nuc01', 'nuc02', 'nuc03']);
    expect(lab.connects).toHaveLength(3);
  });

  test('that are given back while they are still being taken leave nothing behind', async () => {
    let answer: () => void = () => undefined;
    const silent = new Promise<void>((resolve) => (answer = resolve));
    const anna = lock('anna', {
      connect: async (each) => {
        if (each.name === 'nuc02') await silent;
        return lab.connect(each);
      },
    });
    await until(() => lab.sent.length > 0, 'the first lock');
    await anna.end();
    answer();
    await expect(anna.hold(target('nuc01'))).rejects.toThrow('it is ending');
    expect(holders()).toEqual([undefined, undefined, undefined]);
  });

  test('whose taking was done but not answered are given back too', async () => {
    let losses = 2;
    const anna = lock('anna', {
      connect: async (each) => {
        const session = await lab.connect(each);
        return {
          close: () => session.close(),
          exec: async (...args) => {
            const result = await session.exec(...args);
            losses -= each.name === 'nuc02' ? 1 : 0;
            if (each.name === 'nuc02' && losses >= 0) throw trouble('transport', each.name);
            return result;
          },
        };
      },
    });
    await anna.hold(target('nuc01'));
    expect(losses).toBe(0);
    expect(holding('nuc02')).toBe('anna');
    await anna.end();
    expect(holders()).toEqual([undefined, undefined, undefined]);
  });
});

describe('somebody else working', () => {
  test('on one host keeps the newcomer from all, who leaves nothing behind', async () => {
    await lock('bob', { targets: [target('nuc02')] }).hold(target('nuc02'));
    const anna = lock('anna', { attempts: 2 });
    await expect(anna.hold(target('nuc01'))).rejects.toMatchObject({
      exitCode: ExitCode.locked,
      message: expect.stringMatching(
        /^bob@desk \(pid 1\) deploys \/home\/bob\/lab since .*11:02:03 UTC on nuc02, last heartbeat 0 s ago; fix: wait until it has finished, then deploy again; /,
      ) as string,
    });
    expect(holders()).toEqual([undefined, 'bob', undefined]);
    expect(anna.holdsAny).toBe(false);
  });

  test('is refused for good: what ends later does not let half of a deployment in', async () => {
    const bob = lock('bob');
    await bob.hold(target('nuc01'));
    const anna = lock('anna', { attempts: 1 });
    await expect(anna.hold(target('nuc01'))).rejects.toThrow('bob@desk');
    await bob.end();
    await expect(anna.hold(target('nuc03'))).rejects.toThrow('bob@desk');
    await anna.renew();
    expect(holders()).toEqual([undefined, undefined, undefined]);
  });

  test('who just ends is waited for', async () => {
    const bob = lock('bob');
    await bob.hold(target('nuc01'));
    const anna = lock('anna', { attempts: 100 }).hold(target('nuc01'));
    await until(() => lab.sent.length > 6, 'anna to have asked');
    await bob.end();
    expect(await anna).toEqual([]);
    expect(holders()).toEqual(['anna', 'anna', 'anna']);
  });

  test('who has gone silent is taken over, and the first step is told', async () => {
    await lock('bob', { targets: [target('nuc01'), target('nuc02')] }).hold(target('nuc01'));
    uptime(1095, 'nuc01');
    uptime(1093, 'nuc02');
    const anna = lock('anna');
    expect(await anna.hold(target('nuc03'))).toEqual([
      'took over the lock of bob@desk (pid 1) on nuc01, nuc02, which sent no heartbeat for 95 s',
    ]);
    expect(await anna.hold(target('nuc01'))).toEqual([]);
    expect(holders()).toEqual(['anna', 'anna', 'anna']);
  });

  test('who comes at the same moment: one works, the other is refused, and nobody holds half of the lab', async () => {
    for (let round = 0; round < 3; round += 1) {
      const both = [lock('anna', { attempts: 4 }), lock('bob', { attempts: 4 })];
      const results = await Promise.allSettled(both.map((each) => each.hold(target('nuc01'))));
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const winner = results[0]!.status === 'fulfilled' ? 'anna' : 'bob';
      expect(holders()).toEqual([winner, winner, winner]);
      await Promise.all(both.map((each) => each.end()));
    }
  });
});

describe('a host that cannot be reached', () => {
  test('does not keep the others waiting, and is locked once it is back', async () => {
    lab.refuse = ({ name }) => (name === 'nuc01' ? trouble('unreachable', name) : undefined);
    const anna = lock('anna');
    expect(await anna.hold(target('nuc02'))).toEqual([]);
    expect(holders()).toEqual([undefined, 'anna', 'anna']);
    await anna.renew();
    expect(holding('nuc01')).toBeUndefined();
    lab.refuse = undefined;
    await anna.renew();
    expect(holding('nuc01')).toBe('anna');
  });

  test('or that does not respond is waited for a moment only, and locked when a step asks for it', async () => {
    let answer: () => void = () => undefined;
    const silent = new Promise<void>((resolve) => (answer = resolve));
    const anna = lock('anna', {
      reachMilliseconds: 300,
      connect: async (each) => {
        if (each.name === 'nuc01') await silent;
        return lab.connect(each);
      },
    });
    await anna.hold(target('nuc03'));
    expect(holders()).toEqual([undefined, 'anna', 'anna']);
    const late = anna.hold(target('nuc01'));
    answer();
    expect(await late).toEqual([]);
    expect(holding('nuc01')).toBe('anna');
  });

  test('is tried once more for its own step, which hears why', async () => {
    lab.refuse = ({ name }) => (name === 'nuc01' ? trouble('timeout', name) : undefined);
    const anna = lock('anna');
    await expect(anna.hold(target('nuc01'))).rejects.toThrow('nuc01: timeout trouble; fix: look at it');
    expect(lab.connects.filter((name) => name === 'nuc01')).toHaveLength(2);
  });

  test('because a password is wrong is asked once in all, lest the account is closed', async () => {
    lab.refuse = ({ name }) => (name === 'nuc01' ? trouble('sudo-password', name) : undefined);
    const anna = lock('anna');
    for (const each of [1, 2]) {
      await expect(anna.hold(target('nuc01'))).rejects.toMatchObject({ exitCode: ExitCode.sudo });
      await anna.renew();
      expect(lab.connects.filter((name) => name === 'nuc01')).toHaveLength(each / each);
    }
  });

  test('and is somebody else’s when it is back keeps only its own steps out', async () => {
    lab.refuse = ({ name }) => (name === 'nuc01' ? trouble('unreachable', name) : undefined);
    const anna = lock('anna', { attempts: 1 });
    await anna.hold(target('nuc02'));
    lab.refuse = undefined;
    await lock('bob', { targets: [target('nuc01')] }).hold(target('nuc01'));
    await expect(anna.hold(target('nuc01'))).rejects.toThrow('bob@desk (pid 1) deploys /home/bob/lab');
    expect(await anna.hold(target('nuc03'))).toEqual([]);
  });
});

describe('a host that is no longer in the inventory', () => {
  test('is locked too when a step has it leave, and given back at the end', async () => {
    lab.host('nuc07');
    const anna = lock('anna');
    await anna.hold(target('nuc07'));
    expect(holding('nuc07')).toBe('anna');
    uptime(1020, 'nuc07');
    await anna.renew();
    expect(readFileSync(file('nuc07'), 'utf8')).toMatch(/\n1020\n$/);
    await anna.end();
    expect(holding('nuc07')).toBeUndefined();
  });
});

describe('heartbeats', () => {
  test('reach every host, over the connection there is', async () => {
    const anna = lock('anna');
    await anna.hold(target('nuc01'));
    uptime(1010);
    await anna.renew();
    for (const name of ['nuc01', 'nuc02', 'nuc03'])
      expect(readFileSync(file(name), 'utf8')).toMatch(/\n1010\n$/);
    expect(lab.connects).toHaveLength(3);
  });

  test('continue over a new connection when the old one was cut', async () => {
    const anna = lock('anna');
    await anna.hold(target('nuc01'));
    uptime(1010);
    lab.command('flock', 'sleep 30', 'nuc02');
    const renewal = anna.renew();
    await until(() => lab.sent.length === 6, 'the renewal');
    writeFileSync(join(lab.root('nuc02'), 'bin/flock'), '#!/bin/sh\nexec /usr/bin/flock "$@"\n');
    lab.cut();
    await renewal;
    expect(readFileSync(file('nuc02'), 'utf8')).toMatch(/\n1010\n$/);
    expect(lab.connects.length).toBeGreaterThan(3);
  });

  test('write the lock again on a host that restarted', async () => {
    const anna = lock('anna');
    await anna.hold(target('nuc01'));
    mkdirSync(join(lab.root('nuc02'), 'run/nuclab'), { recursive: true });
    writeFileSync(file('nuc02'), '');
    uptime(12, 'nuc02');
    await anna.renew();
    expect(holding('nuc02')).toBe('anna');
  });

  test('that find somebody else end the deployment: every later step is refused', async () => {
    const anna = lock('anna');
    await anna.hold(target('nuc01'));
    uptime(1100);
    const session = await lab.connect(target('nuc02'));
    await lockCommand(session, 'take_lock', holder('bob'), lab.assets);
    await anna.renew();
    await expect(anna.hold(target('nuc03'))).rejects.toMatchObject({
      exitCode: ExitCode.locked,
      message: expect.stringMatching(
        /^the lock of nuc02 was lost, because this computer sent no heartbeat for over 30 s: bob@desk \(pid 1\) deploys \/home\/bob\/lab since /,
      ) as string,
    });
    // The steps that are running on the other hosts are still protected.
    expect(holders()).toEqual(['anna', 'bob', 'anna']);
    await anna.renew();
    expect(holding('nuc02')).toBe('bob');
  });
});
