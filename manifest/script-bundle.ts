import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A text file as it is sent to a host. */
export interface ShippedFile {
  /** Below the staging folder, e.g. `lib/common.sh`. */
  readonly path: string;
  readonly text: string;
}

export interface ScriptBundle {
  /** Under the names they have in the staging folder: `script.sh`, `lib/<name>`, `files/<name>`. */
  readonly files: readonly ShippedFile[];
  /** Changes when any of the files does. */
  readonly sha256: string;
}

const libraryLine = /^\s*\. "\$\{NUCLAB_LIB(?::\?)?\}\/([A-Za-z0-9._-]+\.sh)"/gm;

/**
 * A script with the library files it sources, through any number of files, and the asset files it ships unchanged.
 *
 * @param assetsDirectory folder with `scripts/`, `scripts/lib/` and `files/`
 * @param script file in `scripts/`, e.g. `prepare-host.sh`
 * @param assets names in `files/`
 * @throws Error of the file system, naming the file, when one is missing
 */
export function scriptBundle(
  assetsDirectory: string,
  script: string,
  assets: readonly string[] = [],
): ScriptBundle {
  const read = (...path: string[]): string => readFileSync(join(assetsDirectory, ...path), 'utf8');
  const text = read('scripts', script);
  const libraries = new Map<string, string>();
  const collect = (from: string): void => {
    for (const [, name = ''] of from.matchAll(libraryLine)) {
      if (libraries.has(name)) continue;
      const library = read('scripts', 'lib', name);
      libraries.set(name, library);
      collect(library);
    }
  };
  collect(text);
  const files = [
    { path: 'script.sh', text },
    ...[...libraries].map(([name, library]) => ({ path: `lib/${name}`, text: library })),
    ...assets.map((name) => ({ path: `files/${name}`, text: read('files', name) })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, sha256: createHash('sha256').update(JSON.stringify(files)).digest('hex') };
}
