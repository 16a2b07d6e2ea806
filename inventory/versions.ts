/** Kubernetes minor versions that nuclab installs, and an existing patch release of each. */
const knownPatches: ReadonlyMap<number, number> = new Map([
  [28, 15],
  [29, 15],
  [30, 14],
  [31, 14],
  [32, 13],
  [33, 13],
  [34, 4],
  [35, 4],
  [36, 3],
  [37, 1],
]);

const minors = [...knownPatches.keys()];

export const oldestMinor = Math.min(...minors);
export const newestMinor = Math.max(...minors);

/** The default version: its packages run on every supported release with either containerd. */
export const defaultVersion = '1.34.4';

/** A full version of the same minor to name in a message, e.g. `1.30.14`. */
export function examplePatch(minor: number): string {
  const patch = knownPatches.get(minor);
  return patch === undefined ? defaultVersion : `1.${minor}.${patch}`;
}

/** `34` of `1.34.4`. */
export function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}
