import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab, LabMirror } from './lab-model';
import { runScript } from './lab-script';

const buildSeconds = 3600;

/** Builds the mirror, or finds it complete in the cache. @returns its directory */
export async function buildMirror(kubernetes: readonly string[]): Promise<string> {
  const versions = kubernetes.flatMap((version) => ['--kubernetes', version]);
  const { stdout } = await runScript('mirror/build.sh', versions, {
    what: 'the mirror to be built',
    timeoutSeconds: buildSeconds,
  });
  const directory = stdout.trim();
  if (existsSync(join(directory, 'versions.json'))) return directory;
  throw new Error(
    `virtual-lab/mirror/build.sh printed '${directory}', which is no complete mirror: remove it, then try again`,
  );
}

/** Serves the mirror on the lab's bridge. Nothing to do if it already is. */
export async function serveMirror(lab: Lab, directory: string): Promise<LabMirror> {
  await runScript('mirror/serve.sh', ['start', directory, lab.bridgeAddress, join(lab.stateDir, 'serve')], {
    what: `the mirror to answer on ${lab.bridgeAddress}`,
    timeoutSeconds: 60,
  });
  return mirrorAt(lab.bridgeAddress, directory);
}

export async function stopServing(stateDir: string): Promise<void> {
  const serveState = join(stateDir, 'serve');
  if (!existsSync(serveState)) return;
  await runScript('mirror/serve.sh', ['stop', serveState], {
    what: 'the mirror to stop',
    timeoutSeconds: 60,
  });
}

export function mirrorAt(address: string, directory: string): LabMirror {
  return {
    directory,
    registry: `${address}:5000`,
    http: `http://${address}:8080`,
    proxy: `http://${address}:8888`,
  };
}
