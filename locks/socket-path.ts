import { lstatSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import type { Deployment } from './deployment';

/** A socket's path may have 104 bytes on macOS and 108 on Linux, the last of them zero. */
const longestPath = 103;

/**
 * Where the runners of a deployment find their lock daemon: a socket in a folder that is nobody else's, below
 * XDG_RUNTIME_DIR, else below the folder for temporary files. The folder is made when there is none.
 *
 * @throws NuclabError `invalidInput` when the folder is somebody else's or open to others
 */
export function socketPath(deployment: Deployment, env: NodeJS.ProcessEnv = process.env): string {
  const uid = process.getuid?.() ?? 0;
  const name = `${deployment.pid}-${deployment.id.slice(0, 16)}.sock`;
  const runtime = env.XDG_RUNTIME_DIR ?? '';
  const folders = [
    ...(isOwn(runtime, uid) ? [join(runtime, 'nuclab')] : []),
    join(tmpdir(), `nuclab-${uid}`),
    `/tmp/nuclab-${uid}`,
  ];
  const folder = folders.find((each) => Buffer.byteLength(join(each, `${name}.start`)) <= longestPath);
  const chosen = folder ?? `/tmp/nuclab-${uid}`;
  makePrivate(chosen, uid);
  return join(chosen, name);
}

/** After `sudo -E` it is the folder of another user. */
function isOwn(folder: string, uid: number): boolean {
  return folder.startsWith('/') && statSync(folder, { throwIfNoEntry: false })?.uid === uid;
}

function makePrivate(folder: string, uid: number): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(folder, (error as Error).message);
  }
  // The link itself, not what it points to: in a folder that everybody may write to, somebody else may have been first.
  const found = lstatSync(folder);
  if (!found.isDirectory()) throw unusable(folder, 'it is not a folder');
  if (found.uid !== uid) throw unusable(folder, `it belongs to user ${found.uid}`);
  if ((found.mode & 0o077) !== 0) throw unusable(folder, `its mode is ${(found.mode & 0o777).toString(8)}`);
}

function unusable(folder: string, why: string): NuclabError {
  return new NuclabError({
    where: folder,
    what: `the folder for the lock daemon's socket cannot be used: ${why}, expected a folder of your own with mode 700`,
    fix: 'remove it, or set XDG_RUNTIME_DIR to a folder of your own',
    exitCode: ExitCode.invalidInput,
  });
}
