import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { tryHostKeyType } from './host-key';
import { knownHostsName, matchesHosts, parseKnownHosts, type KnownHostsLine } from './known-hosts';
import { SshError } from './ssh-error';
import type { SshTarget } from './types';

export interface KnownHostsChange {
  readonly target: SshTarget;
  /** Keys to trust from now on; those already trusted are not written again. */
  readonly keys: readonly Buffer[];
  /** Whether to remove other keys that were trusted for this host. */
  readonly replace: boolean;
}

/** Changes what a known_hosts file says about one host; every other byte stays as it is. */
export async function trustKeys(path: string, change: KnownHostsChange): Promise<void> {
  // A link to a shared file stays a link.
  const file = await realpath(path).catch(() => path);
  const before = await readFile(file, 'utf8').catch(emptyWhenMissing);
  const after = changedText(before, change, path);
  if (after === before) return;
  try {
    await replaceFile(file, after);
  } catch (error) {
    throw new NuclabError({
      where: path,
      what: `known hosts cannot be written (${(error as NodeJS.ErrnoException).code})`,
      fix: 'make the file and its folder writable for your user',
      exitCode: ExitCode.hostKey,
      cause: error,
    });
  }
}

function emptyWhenMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}

function changedText(before: string, { target, keys, replace }: KnownHostsChange, path: string): string {
  const name = knownHostsName(target.address, target.port);
  const trusting = parseKnownHosts(before).lines.filter(
    (line) => line.marker === undefined && matchesHosts(line.hosts, name),
  );
  const isOffered = (line: KnownHostsLine): boolean => keys.some((key) => key.equals(line.key));
  const stale = replace ? trusting.filter((line) => !isOffered(line)) : [];
  const kept = stale.length === 0 ? before : withoutHost(before, stale, target, path);
  const added = keys
    .filter((key) => !trusting.some((line) => line.key.equals(key)))
    .map((key) => `${name} ${tryHostKeyType(key)} ${key.toString('base64')}\n`);
  const separator = added.length === 0 || kept === '' || kept.endsWith('\n') ? '' : '\n';
  return kept + separator + added.join('');
}

/** Removes the host from lines; a line about nothing else is removed as a whole. */
function withoutHost(
  text: string,
  stale: readonly KnownHostsLine[],
  target: SshTarget,
  path: string,
): string {
  const lines: (string | undefined)[] = text.split('\n');
  for (const line of stale) {
    const others = otherHosts(line, target, path);
    const index = line.number - 1;
    // The host field is the first such text of the line.
    lines[index] = others === '' ? undefined : lines[index]?.replace(line.hosts, () => others);
  }
  return lines.filter((line) => line !== undefined).join('\n');
}

function otherHosts(line: KnownHostsLine, target: SshTarget, path: string): string {
  if (line.hosts.startsWith('|')) return '';
  const patterns = line.hosts.split(',');
  const names = new Set([target.name, target.address, knownHostsName(target.address, target.port)]);
  const others = patterns.filter((pattern) => !names.has(pattern.toLowerCase()));
  if (others.every((pattern) => !/[*?!]/.test(pattern))) return others.join(',');
  throw new SshError({
    kind: 'changed-host-key',
    where: `${path}:${line.number}`,
    what: `trusts ${target.name} through the pattern "${line.hosts}", which also covers other hosts`,
    fix: 'edit this line by hand, then run it again',
  });
}

/** Readers see the old text or the new one, also after a power cut. */
async function replaceFile(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const mode = await stat(file).then(
    (status) => status.mode & 0o777,
    () => 0o644,
  );
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
