import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockCommand, type LockHolder, type LockReport } from '../../locks/lock-commands';
import type { SshSession } from '../../ssh/types';
import { StepLab } from '../support/fake-lab/step-lab';

let host: StepLab;
let session: SshSession;
const anna: LockHolder = {
  id: 'a1.daemon1',
  owner: 'anna@desk (pid 4711)',
  purpose: 'deploys /home/anna/lab',
  since: '2026-11-21T11:02:03Z',
};
const bob: LockHolder = {
  id: 'b2.daemon1',
  owner: 'bob@laptop (pid 7)',
  purpose: 'deploys /home/bob/lab',
  since: '2026-11-21T11:05:00Z',
};

beforeEach(async () => {
  host = new StepLab();
  session = await host.connect({ name: 'nuc01', address: '10.0.0.11', port: 22, user: 'root' });
  uptime(1000);
});
afterEach(() => host.remove());

/** The host's clock that nobody sets. */
function uptime(seconds: number): void {
  writeFileSync(join(host.root(), 'proc/uptime'), `${seconds}.37 4000.00\n`);
}

const path = (name = 'lock'): string => join(host.root(), 'run/nuclab', name);
const file = (): string => readFileSync(path(), 'utf8');
const take = (holder: LockHolder): Promise<LockReport> =>
  lockCommand(session, 'take_lock', holder, host.assets);
const renew = (holder: LockHolder): Promise<LockReport> =>
  lockCommand(session, 'renew_lock', holder, host.assets);
const release = (holder: LockHolder): Promise<LockReport> =>
  lockCommand(session, 'release_lock', holder, host.assets);

describe('taking a lock', () => {
  test('that nobody has writes who has it, for root alone', async () => {
    expect(await take(anna)).toEqual({ state: 'new', lock: undefined });
    expect(file()).toBe(
      'a1.daemon1\nanna@desk (pid 4711)\ndeploys /home/anna/lab\n2026-11-21T11:02:03Z\n1000\n',
    );
    expect((statSync(path()).mode & 0o777).toString(8)).toBe('600');
  });

  test('that somebody else holds leaves it theirs, and says whose it is', async () => {
    await take(anna);
    const before = file();
    uptime(1030);
    expect(await take(bob)).toEqual({
      state: 'held',
      lock: {
        owner: 'anna@desk (pid 4711)',
        purpose: 'deploys /home/anna/lab',
        since: '2026-11-21T11:02:03Z',
        heartbeatSeconds: 30,
      },
    });
    expect(file()).toBe(before);
  });

  test('without a heartbeat for more than 30 s takes it over, and says from whom', async () => {
    await take(anna);
    uptime(1031);
    const report = await take(bob);
    expect(report).toMatchObject({
      state: 'stale',
      lock: { owner: 'anna@desk (pid 4711)', heartbeatSeconds: 31 },
    });
    expect(file()).toContain('bob@laptop');
    expect(await take(anna)).toMatchObject({ state: 'held' });
  });

  test('of the own deployment, by another daemon of it, keeps its since', async () => {
    await take(anna);
    uptime(1020);
    const again = { ...anna, id: 'a1.daemon2', since: '2026-11-21T11:30:00Z' };
    expect(await take(again)).toMatchObject({ state: 'own' });
    expect(file()).toBe(
      'a1.daemon2\nanna@desk (pid 4711)\ndeploys /home/anna/lab\n2026-11-21T11:02:03Z\n1020\n',
    );
  });

  test('of before the host restarted takes it over, whatever its clock says now', async () => {
    await take(anna);
    uptime(31);
    expect(await take(bob)).toMatchObject({ state: 'stale' });
  });

  test('that nobody can read counts as silent since the host started', async () => {
    mkdirSync(path('.'), { recursive: true });
    writeFileSync(path(), 'what is this\n');
    expect(await take(bob)).toEqual({ state: 'stale', lock: undefined });
  });

  test('keeps names with quotes, line feeds and dollars one line each', async () => {
    await take({ ...anna, purpose: `deploys /home/an'na/$(reboot)/"x"\n/lab` });
    expect(file().split('\n')[2]).toBe(`deploys /home/an'na/$(reboot)/"x" /lab`);
  });

  /** Whoever looks first writes only when all have come, however long they take; nobody gives up before. */
  const meeting = (count: number): void => {
    host.command('flock', 'echo came >>"${NUCLAB_ROOT}/came"; exec /usr/bin/flock "${@: -1}"');
    host.command(
      'mv',
      `until (($(wc -l <"\${NUCLAB_ROOT}/came") >= ${count})); do sleep 0.02; done; exec /bin/mv "$@"`,
    );
  };

  test('by twenty at once gives it to exactly one, and all others hear of that one', async () => {
    meeting(20);
    const all = Array.from({ length: 20 }, (_, index) => ({
      ...anna,
      id: `d${index}.k`,
      owner: `admin${index}`,
    }));
    const reports = await Promise.all(all.map(take));
    const winners = all.filter((_, index) => reports[index]!.state === 'new');
    expect(winners).toHaveLength(1);
    const held = reports.filter(({ state }) => state === 'held');
    expect(held.map(({ lock }) => lock?.owner)).toEqual(Array(19).fill(winners[0]!.owner));
  });

  test('by twenty at once takes a stale one over exactly once', async () => {
    await take(anna);
    uptime(2000);
    meeting(20);
    const reports = await Promise.all(
      Array.from({ length: 20 }, (_, index) => take({ ...bob, id: `d${index}.k` })),
    );
    expect(reports.filter(({ state }) => state === 'stale')).toHaveLength(1);
    expect(reports.filter(({ state }) => state === 'held')).toHaveLength(19);
  });
});

describe('a heartbeat', () => {
  test('keeps a lock from becoming stale', async () => {
    await take(anna);
    uptime(1025);
    expect(await renew(anna)).toMatchObject({ state: 'own' });
    uptime(1050);
    expect(await take(bob)).toMatchObject({ state: 'held', lock: { heartbeatSeconds: 25 } });
  });

  test('writes a lock that is gone, because the host restarted, again', async () => {
    await take(anna);
    rmSync(path('.'), { recursive: true });
    uptime(20);
    expect(await renew(anna)).toEqual({ state: 'new', lock: undefined });
    expect(file()).toMatch(/^a1\.daemon1\n.*\n20\n$/s);
  });

  test('does not take back what somebody else took over, not even when that went silent too', async () => {
    await take(anna);
    uptime(1040);
    await take(bob);
    const theirs = file();
    expect(await renew(anna)).toMatchObject({ state: 'lost', lock: { owner: 'bob@laptop (pid 7)' } });
    uptime(1100);
    expect(await renew(anna)).toMatchObject({ state: 'lost' });
    expect(file()).toBe(theirs);
  });
});

describe('releasing', () => {
  test('leaves no lock', async () => {
    await take(anna);
    expect(await release(anna)).toMatchObject({ state: 'gone' });
    expect(existsSync(path())).toBe(false);
    expect(await release(anna)).toEqual({ state: 'gone', lock: undefined });
  });

  test('leaves the lock of others, and of a later daemon of the same deployment', async () => {
    await take(bob);
    await release(anna);
    await release({ ...bob, id: 'b2.daemon2' });
    expect(file()).toContain('b2.daemon1');
  });
});

describe('a host that cannot keep locks', () => {
  test('says why', async () => {
    rmSync(join(host.root(), 'proc/uptime'));
    await expect(take(anna)).rejects.toThrow(
      /^the host could not keep the lock \/run\/nuclab\/lock: .*proc\/uptime: No such file or directory; fix: make sure that \/run has space and that bash and flock work for root, then deploy again$/,
    );
  });

  test('does not wait forever for a program that hangs with the lock of the lock', async () => {
    await take(anna);
    const hung = spawn('flock', [path('.lock'), 'sh', '-c', 'echo ready; sleep 60'], { detached: true });
    try {
      await once(hung.stdout, 'data');
      await expect(take(anna)).rejects.toThrow('another nuclab run holds');
    } finally {
      process.kill(-hung.pid!, 'SIGKILL');
    }
    expect(await take(anna)).toMatchObject({ state: 'own' });
  });

  test('lets others in when the program that held it was killed', async () => {
    host.command('mv', 'kill -9 "${PPID}"; sleep 1');
    await expect(take(anna)).rejects.toThrow('the host could not keep the lock');
    rmSync(join(host.root(), 'bin/mv'));
    expect(await take(bob)).toMatchObject({ state: 'new' });
  });
});
