import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A text file as it is sent to a host. */
export interface ShippedFile {
  /** Below the staging folder, e.g. `lib/framework/step.sh`. */
  readonly path: string;
  readonly text: string;
}

export interface ScriptBundle {
  /** Under the names they have in the staging folder: `script.sh`, `lib/<topic>/<name>`, `programs/<name>`, `files/<name>`. */
  readonly files: readonly ShippedFile[];
  /** Changes when any of the files does. */
  readonly sha256: string;
}

/** `"${NUCLAB_SCRIPTS}/lib/system/swap.sh"`, or a file that ends in `.awk` or `.gotemplate`. */
const reference =
  /"\$\{NUCLAB_SCRIPTS(?::\?)?\}\/((?:lib\/[a-z][a-z0-9-]*|programs)\/[a-z][a-z0-9-]*\.(?:sh|awk|gotemplate))"/g;
const commentLine = /^\s*#.*$/gm;

/**
 * A script with the files of `lib/` and `programs/` that it names, through any number of files, and the asset files it ships unchanged.
 *
 * @param assetsDirectory folder with `scripts/` and `files/`
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
  const named = new Map<string, string>();
  const collect = (from: string): void => {
    for (const [, path = ''] of from.replace(commentLine, '').matchAll(reference)) {
      if (named.has(path)) continue;
      const namedText = read('scripts', path);
      named.set(path, namedText);
      collect(namedText);
    }
  };
  collect(text);
  const files = [
    { path: 'script.sh', text },
    ...[...named].map(([path, namedText]) => ({ path, text: namedText })),
    ...assets.map((name) => ({ path: `files/${name}`, text: read('files', name) })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, sha256: createHash('sha256').update(JSON.stringify(files)).digest('hex') };
}
