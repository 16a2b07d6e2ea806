import { connect } from './connect';
import { SshError, type SshErrorKind } from './ssh-error';
import type { SshContext, SshSession, SshTarget } from './types';

/** Errors of a host that is starting; waiting does not help against any other. */
const passing: readonly SshErrorKind[] = ['unreachable', 'timeout', 'transport'];

const pauseMs = 500;

export interface ConnectWithinOptions {
  readonly deadlineSeconds: number;
  readonly signal?: AbortSignal;
  /** Called before each further attempt. @default - not called */
  readonly onWait?: (lastSeen: SshError, leftSeconds: number) => void;
  /** @default connect */
  readonly connect?: typeof connect;
}

/** Connects to a host that may still be starting: tries again until the deadline, then rejects with what was last seen. */
export async function connectWithin(
  target: SshTarget,
  context: SshContext,
  options: ConnectWithinOptions,
): Promise<SshSession> {
  const open = options.connect ?? connect;
  const deadline = Date.now() + options.deadlineSeconds * 1000;
  for (;;) {
    const leftSeconds = Math.max(0.1, (deadline - Date.now()) / 1000);
    const timeoutSeconds = Math.min(context.connectTimeoutSeconds ?? 10, leftSeconds);
    try {
      return await open(target, context, { timeoutSeconds });
    } catch (error) {
      if (!(error instanceof SshError) || !passing.includes(error.kind)) throw error;
      const left = deadline - Date.now() - pauseMs;
      if (options.signal?.aborted) throw aborted(error);
      if (left <= 0) throw gaveUp(error, options.deadlineSeconds);
      options.onWait?.(error, Math.round(left / 1000));
      await pause(options.signal);
    }
  }
}

function gaveUp(last: SshError, seconds: number): SshError {
  return new SshError({
    kind: 'timeout',
    where: last.where ?? '',
    what: `not reachable within ${seconds} s, last seen: ${last.what}`,
    fix: last.fix ?? '',
    cause: last,
  });
}

function aborted(last: SshError): SshError {
  return new SshError({
    kind: 'aborted',
    where: last.where ?? '',
    what: `stopped while waiting for it, last seen: ${last.what}`,
    fix: 'run it again',
  });
}

function pause(signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, pauseMs);
    signal?.addEventListener('abort', end, { once: true });
  });
}
