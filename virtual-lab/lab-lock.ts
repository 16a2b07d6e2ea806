import { spawn } from 'node:child_process';
import { say } from './lab-script';

const patienceSeconds = 900;

/** One change of a whole lab at a time: nothing else happens to it meanwhile. */
export function withLabLock<T>(lab: string, work: () => Promise<T>): Promise<T> {
  return withLock(lab, '--exclusive', lab, work);
}

/** One change of a host at a time; other hosts of the lab may change meanwhile, the lab as a whole may not. */
export function withHostLock<T>(lab: string, host: string, work: () => Promise<T>): Promise<T> {
  return withLock(lab, '--shared', lab, () => withLock(`${lab}.${host}`, '--exclusive', host, work));
}

/**
 * A `flock` process holds the lock and ends with us however we end, because its standard input closes:
 * no lock is ever left behind.
 */
export async function withLock<T>(
  id: string,
  mode: '--exclusive' | '--shared',
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  const file = `/run/lock/nuclab-${id}.lock`;
  const command = ['-w', String(patienceSeconds), mode, file, 'sh', '-c', 'echo held; exec cat'];
  const holder = spawn('flock', command, { stdio: ['pipe', 'pipe', 'ignore'] });
  const slow = setTimeout(() => {
    say(`waiting for another command on ${what} to finish (up to ${patienceSeconds} s)`);
  }, 1000);
  try {
    await new Promise<void>((resolve, reject) => {
      holder.stdout.once('data', () => {
        resolve();
      });
      holder.once('error', reject);
      holder.once('exit', () => {
        const message = `gave up after ${patienceSeconds} s waiting for another command on ${what}`;
        reject(new Error(`${message}: find out who holds ${file} (fuser ${file})`));
      });
    });
    clearTimeout(slow);
    return await work();
  } finally {
    clearTimeout(slow);
    holder.stdin.end();
  }
}
