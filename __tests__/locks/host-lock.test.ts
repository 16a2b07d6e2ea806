import { ExitCode } from '../../errors/exit-codes';
import { heldError, lostError, parseLock, takenOver } from '../../locks/host-lock';
import type { HostLock } from '../../facts/lab-facts';

const anna: HostLock = {
  owner: 'anna@desk (pid 4711)',
  purpose: 'deploys /home/anna/lab',
  since: '2026-11-21T11:02:03Z',
  heartbeatSeconds: 3,
};
const today = new Date('2026-11-21T11:40:00Z');

describe('the file of a lock', () => {
  test('is read as owner, purpose and since, after the id', () => {
    const lines = [
      'a1.b2',
      'anna@desk (pid 4711)',
      'deploys /home/anna/lab',
      '2026-11-21T11:02:03Z',
      '86400',
    ];
    expect(parseLock(lines, 3)).toEqual(anna);
  });

  test('is none when lines are missing', () => {
    expect(parseLock(['a1.b2', 'anna@desk', 'deploys'], 3)).toBeUndefined();
    expect(parseLock([], 3)).toBeUndefined();
  });

  test('cannot drive the terminal of who reads it', () => {
    const lines = ['id', 'eve\u001b[2J\u001b]0;owned\u0007', 'deploys \u202E/lab', '2026-11-21T11:02:03Z'];
    expect(parseLock(lines, 0)).toMatchObject({ owner: 'eve', purpose: 'deploys /lab' });
  });

  test('that was touched in the future has just been touched', () => {
    expect(parseLock(['id', 'anna', 'deploys', 'now'], -5)?.heartbeatSeconds).toBe(0);
  });
});

describe('who is refused', () => {
  test('is told who is working, since when, where, and what to do', () => {
    const error = heldError('nuc01', anna, today);
    expect(error.message).toBe(
      'anna@desk (pid 4711) deploys /home/anna/lab since 11:02:03 UTC on nuc01, last heartbeat 3 s ago; ' +
        'fix: wait until it has finished, then deploy again; a lock without a heartbeat for 30 s is taken over automatically',
    );
    expect(error.exitCode).toBe(ExitCode.locked);
  });

  test('is told the day when it is not today', () => {
    const tomorrow = new Date('2026-11-22T00:10:00Z');
    expect(heldError('nuc01', anna, tomorrow).what).toContain('since 2026-11-21 11:02:03 UTC on nuc01');
  });

  test('is told what the host says when that is no time', () => {
    expect(heldError('nuc01', { ...anna, since: 'yesterday' }, today).what).toContain(
      'since yesterday on nuc01',
    );
  });

  test('is told who took a lock over', () => {
    const error = lostError('nuc01', anna, today);
    expect(error.message).toBe(
      'the lock of nuc01 was lost, because this computer sent no heartbeat for over 30 s: ' +
        'anna@desk (pid 4711) deploys /home/anna/lab since 11:02:03 UTC there; ' +
        'fix: wait until it has finished, then deploy again',
    );
    expect(error.exitCode).toBe(ExitCode.locked);
  });
});

describe('who takes stale locks over', () => {
  test('is told once for each holder, with its hosts and the longest silence', () => {
    const bob = { ...anna, owner: 'bob@laptop (pid 7)', heartbeatSeconds: 40 };
    expect(
      takenOver([
        { host: 'nuc03', lock: { ...anna, heartbeatSeconds: 93 } },
        { host: 'nuc02', lock: bob },
        { host: 'nuc01', lock: { ...anna, heartbeatSeconds: 95 } },
      ]),
    ).toEqual([
      'took over the lock of anna@desk (pid 4711) on nuc01, nuc03, which sent no heartbeat for 95 s',
      'took over the lock of bob@laptop (pid 7) on nuc02, which sent no heartbeat for 40 s',
    ]);
  });
});
