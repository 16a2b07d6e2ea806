import { spawn } from 'node:child_process';
import { say } from './processes';

const patienceSeconds = 900;

/**
 * Runs one change of a lab at a time. A `flock` process holds the lock and ends with us however we end,
 * because its standard input closes: no lock is ever left behind.
 */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const file = `/run/lock/nuclab-${name}.lock`;
  const holder = spawn('flock', ['-w', String(patienceSeconds), file, 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const slow = setTimeout(() => {
    say(`waiting for another command on ${name} to end (up to ${patienceSeconds} s)`);
  }, 1000);
  try {
    await new Promise<void>((resolve, reject) => {
      holder.stdout.once('data', () => {
        resolve();
      });
      holder.once('error', reject);
      holder.once('exit', () => {
        reject(
          new Error(
            `gave up after ${patienceSeconds} s waiting for another command on ${name}: see fuser ${file}`,
          ),
        );
      });
    });
    clearTimeout(slow);
    return await work();
  } finally {
    clearTimeout(slow);
    holder.stdin.end();
  }
}
