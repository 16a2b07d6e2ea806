import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { withLock } from './lab-lock';

/** A copy of something that took long to make, kept in the cache. */
export interface CopyName {
  /** What it is, for example `deployed-trixie-3`: one copy of each kind is kept. */
  readonly kind: string;
  /** Digest of what it was made from. */
  readonly key: string;
}

export function copiesDirectory(): string {
  const caches = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(process.env['NUCLAB_CACHE'] ?? join(caches, 'nuclab'), 'labs');
}

/** Uses a copy while nobody replaces it. @returns undefined when there is none of this kind and key, or `use` returned that */
export async function withCopy<T>(
  name: CopyName,
  use: (directory: string) => Promise<T | undefined>,
): Promise<T | undefined> {
  const directory = directoryOf(name);
  return withCopyLock(name, async () => (existsSync(directory) ? use(directory) : undefined));
}

/** Keeps what `fill` writes, whole or not at all, and removes every other copy of its kind. */
export async function keepCopy(name: CopyName, fill: (directory: string) => Promise<unknown>): Promise<void> {
  const directory = directoryOf(name);
  const partial = `${directory}.partial`;
  await withCopyLock(name, async () => {
    prune(name);
    if (existsSync(directory)) return;
    mkdirSync(partial, { recursive: true, mode: 0o700 });
    try {
      await fill(partial);
      renameSync(partial, directory);
    } catch (error) {
      rmSync(partial, { recursive: true, force: true });
      throw error;
    }
  });
}

const directoryOf = ({ kind, key }: CopyName): string => join(copiesDirectory(), `${kind}-${key}`);

const withCopyLock = <T>({ kind }: CopyName, work: () => Promise<T>): Promise<T> =>
  withLock(`copy.${kind}`, '--exclusive', `the copy ${kind}`, work);

/** Who holds the lock is the only one to write, so what else there is of this kind is old or was left by a killed run. */
function prune(name: CopyName): void {
  mkdirSync(copiesDirectory(), { recursive: true, mode: 0o700 });
  for (const entry of readdirSync(copiesDirectory())) {
    const path = join(copiesDirectory(), entry);
    const ofThisKind =
      entry.startsWith(`${name.kind}-`) &&
      /^[0-9a-f]{12}(\.partial)?$/.test(entry.slice(name.kind.length + 1));
    if (ofThisKind && path !== directoryOf(name)) rmSync(path, { recursive: true, force: true });
  }
}
