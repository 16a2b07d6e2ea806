import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from '@swc/core';

const root = join(__dirname, '..', '..');
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

/** Compiles the program into `<folder>/dist` as the build does, with package.json, assets/ and node_modules/ beside it. */
export function compileProgram(folder: string): void {
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  for (const name of ['assets', 'node_modules']) symlinkSync(join(root, name), join(folder, name));
  for (const source of ['main.ts', ...rooms().flatMap(sourcesIn)]) compile(source, join(folder, 'dist'));
}

function rooms(): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !others.includes(entry.name))
    .map(({ name }) => name);
}

function sourcesIn(room: string): string[] {
  return readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(room, name));
}

function compile(source: string, dist: string): void {
  const { code } = transformSync(readFileSync(join(root, source), 'utf8'), {
    filename: source,
    module: { type: 'commonjs' },
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  });
  const compiled = join(dist, source.replace(/\.ts$/, '.js'));
  mkdirSync(dirname(compiled), { recursive: true });
  writeFileSync(compiled, code);
}
