import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The runner that Terraform starts, below the folder of the compiled program. */
export const runnerEntry = 'runner/main.js';

/** The folder of nuclab's package.json, from the sources as from the compiled files in dist/. */
export function packageRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** `assets/`: the scripts and files that are sent to hosts as they are. */
export function assetsDirectory(): string {
  return join(packageRoot(), 'assets');
}

/** The version of nuclab. */
export function packageVersion(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
