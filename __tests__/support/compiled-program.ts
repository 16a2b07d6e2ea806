import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { transformSync } from '@swc/core';

const root = resolve(__dirname, '..', '..');
const cache = join(root, 'node_modules', '.cache', 'nuclab-tests');
const day = 24 * 60 * 60 * 1000;
/** Folders at the top that are no part of the program. */
const others = [
  '__tests__',
  'assets',
  'bin',
  'dist',
  'docs',
  'examples',
  'node_modules',
  'virtual-lab',
  'cdktf.out',
];

/**
 * The program compiled as the build does, once for all test files and runs that see the same sources.
 *
 * @returns a folder with dist/, package.json, assets/ and node_modules/, which nobody may write to
 */
export function compiledProgram(): string {
  const sources = ['main.ts', ...rooms().flatMap(sourcesIn)].map((path) => ({
    path,
    text: readFileSync(join(root, path), 'utf8'),
  }));
  // The folder too: assets/ and node_modules/ are links into this checkout.
  const digest = createHash('sha256').update(JSON.stringify([root, sources]));
  const folder = join(cache, digest.digest('hex').slice(0, 24));
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) {
    mkdirSync(cache, { recursive: true });
    const made = mkdtempSync(join(cache, 'new-'));
    for (const source of sources) compile(source, join(made, 'dist'));
    linkBeside(made);
    putInPlace(made, folder);
    removeOld();
  }
  const now = new Date();
  utimesSync(folder, now, now);
  return folder;
}

/** A copy of the compiled program, for tests that write to its folder. */
export function copyProgram(folder: string): void {
  cpSync(join(compiledProgram(), 'dist'), join(folder, 'dist'), { recursive: true });
  linkBeside(folder);
}

function linkBeside(folder: string): void {
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  for (const name of ['assets', 'node_modules']) symlinkSync(join(root, name), join(folder, name));
}

/** Of two workers that compile at the same moment the first one wins. */
function putInPlace(made: string, folder: string): void {
  try {
    renameSync(made, folder);
  } catch (error) {
    rmSync(made, { recursive: true });
    if (statSync(folder, { throwIfNoEntry: false }) === undefined) throw error;
  }
}

/** Of earlier sources, which nobody has used for a day. */
function removeOld(): void {
  for (const name of readdirSync(cache)) {
    const usedAt = statSync(join(cache, name), { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - usedAt > day) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

function rooms(): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !others.includes(entry.name))
    .map(({ name }) => name);
}

function sourcesIn(room: string): string[] {
  return readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => join(room, name));
}

function compile({ path, text }: { readonly path: string; readonly text: string }, dist: string): void {
  const { code } = transformSync(text, {
    filename: path,
    module: { type: 'commonjs' },
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  });
  const compiled = join(dist, path.replace(/\.ts$/, '.js'));
  mkdirSync(dirname(compiled), { recursive: true });
  writeFileSync(compiled, code);
}
