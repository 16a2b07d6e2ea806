import { hostname, userInfo } from 'node:os';

/** How often the runner checks that Terraform is still there, milliseconds. */
const parentWatchMilliseconds = 500;
/** Interrupted, the runner gets this long to close its connections and revoke what it made, milliseconds. */
const graceMilliseconds = 9500;

/** `user@computer (pid 4711)`: how other runners call this one, and other admins its deployment. */
export function owner(pid = process.pid): string {
  return `${userInfo().username}@${hostname()} (pid ${pid})`;
}

/**
 * Aborts on Ctrl-C, on a termination signal, and when the process that started this one is gone: a killed Terraform
 * does not tell. A second signal, or no end within ten seconds, ends the process at once.
 */
export function watchForEnd(exit: (code: number) => void = process.exit): {
  readonly signal: AbortSignal;
  readonly stop: () => void;
} {
  const controller = new AbortController();
  const parent = process.ppid;
  const abort = (): void => {
    if (controller.signal.aborted) exit(130);
    controller.abort();
    setTimeout(() => exit(130), graceMilliseconds).unref();
  };
  const watch = setInterval(() => {
    if (process.ppid !== parent && !controller.signal.aborted) abort();
  }, parentWatchMilliseconds);
  watch.unref();
  // SIGPIPE-like trouble: nobody reads the output of a runner whose Terraform is gone.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, abort);
  return {
    signal: controller.signal,
    stop: () => {
      clearInterval(watch);
      for (const name of signals) process.off(name, abort);
    },
  };
}
