import { buildMirror } from './lab-mirror';
import type { Suite } from './lab-model';
import { runScript } from './lab-script';

/** What hosts are made from: both are built once and kept in the cache. */
export interface LabSources {
  /** Root file system of the Debian release. */
  readonly root: string;
  /** The mirror's directory. @default - none: hosts use the internet */
  readonly mirror?: string;
}

const checked = new Map<string, Promise<LabSources>>();

/** Checking the digests of a mirror takes seconds: once in a process is enough. */
export function labSources(
  suite: Suite,
  kubernetes: readonly string[],
  upstream: boolean,
): Promise<LabSources> {
  const key = [suite, upstream, ...kubernetes].join(' ');
  const sources = checked.get(key) ?? build(suite, kubernetes, upstream);
  checked.set(key, sources);
  sources.catch(() => checked.delete(key));
  return sources;
}

async function build(suite: Suite, kubernetes: readonly string[], upstream: boolean): Promise<LabSources> {
  const [root, mirror] = await Promise.all([
    buildRoot(suite),
    upstream ? undefined : buildMirror(kubernetes),
  ]);
  return { root, ...(mirror === undefined ? {} : { mirror }) };
}

async function buildRoot(suite: Suite): Promise<string> {
  const { stdout } = await runScript('hosts/build-root.sh', [suite], {
    what: `the Debian ${suite} root file system`,
    timeoutSeconds: 900,
  });
  return stdout.trim();
}
