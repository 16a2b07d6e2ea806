import { connectWithin } from '../../ssh/connect-within';
import { SshError, type SshErrorKind } from '../../ssh/ssh-error';
import type { SshContext, SshSession } from '../../ssh/types';

const target = { name: 'nuc01', address: '10.0.0.11', port: 22, user: 'ada' };
const context = { connectTimeoutSeconds: 7 } as SshContext;
const session = {} as SshSession;

const failing = (kind: SshErrorKind) =>
  new SshError({ kind, where: 'nuc01 (10.0.0.11:22)', what: `it was ${kind}`, fix: 'wait' });

// The hosts answer at once here, so that time passes only in the waits.
beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('waiting for a host to come up', () => {
  test('tries again while the host is starting, and tells what it saw', async () => {
    const connect = jest
      .fn<Promise<SshSession>, [unknown, unknown, unknown]>()
      .mockRejectedValueOnce(failing('unreachable'))
      .mockResolvedValue(session);
    const onWait = jest.fn();
    const connected = connectWithin(target, context, { deadlineSeconds: 5, connect, onWait });
    await jest.advanceTimersByTimeAsync(500);
    expect(await connected).toBe(session);
    expect(onWait).toHaveBeenCalledTimes(1);
    expect(onWait).toHaveBeenCalledWith(expect.objectContaining({ kind: 'unreachable' }), expect.any(Number));
    expect(connect.mock.calls[0]![2]).toEqual({ timeoutSeconds: expect.closeTo(5, 1) as number });
  });

  test('ends at the deadline with what was last seen', async () => {
    const connect = () => Promise.reject(failing('transport'));
    const attempt = connectWithin(target, context, { deadlineSeconds: 0.6, connect });
    const refusal = expect(attempt).rejects.toThrow(
      'nuc01 (10.0.0.11:22): not reachable within 0.6 s, last seen: it was transport; fix: wait',
    );
    await jest.advanceTimersByTimeAsync(600);
    await refusal;
    await expect(attempt).rejects.toMatchObject({ kind: 'timeout', exitCode: 3 });
  });

  test.each<SshErrorKind>(['changed-host-key', 'authentication', 'passphrase'])(
    'does not wait for a problem that does not pass: %s',
    async (kind) => {
      const connect = jest.fn(() => Promise.reject(failing(kind)));
      await expect(connectWithin(target, context, { deadlineSeconds: 5, connect })).rejects.toMatchObject({
        kind,
      });
      expect(connect).toHaveBeenCalledTimes(1);
    },
  );

  test('can be stopped', async () => {
    const controller = new AbortController();
    const connect = () => Promise.reject(failing('unreachable'));
    const attempt = connectWithin(target, context, {
      deadlineSeconds: 60,
      connect,
      signal: controller.signal,
    });
    await jest.advanceTimersByTimeAsync(50);
    controller.abort();
    await expect(attempt).rejects.toThrow(
      'stopped while waiting for it, last seen: it was unreachable; fix: run it again',
    );
    await expect(attempt).rejects.toMatchObject({ kind: 'aborted', exitCode: 130 });
  });
});
