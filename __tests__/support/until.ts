import { setTimeout as delay } from 'node:timers/promises';

/** Only what never happens takes as long: a machine at its limits must not fail a test. */
const patienceMilliseconds = 90_000;

/**
 * Waits for what a test needs to have happened, instead of sleeping.
 *
 * @param seen what the condition last saw, for the error
 */
export async function until(
  condition: () => boolean,
  what: string,
  seen: () => string = () => '',
): Promise<void> {
  const deadline = Date.now() + patienceMilliseconds;
  while (!condition()) {
    if (Date.now() > deadline)
      throw new Error(`waited ${patienceMilliseconds / 1000} s for ${what} ${seen()}`.trim());
    await delay(20);
  }
}
