const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Does `work` with a signal that aborts when the person at the terminal, or the system, asks the process to end. */
export async function abortOnSignal<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  for (const name of signals) process.once(name, abort);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of signals) process.off(name, abort);
  }
}
