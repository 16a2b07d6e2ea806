import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { transformSync } from '@swc/core';
import { stubProgram } from './stub-stack';

const root = join(__dirname, '..', '..', '..', '..');
const folders = ['cli', 'constructs', 'errors', 'inventory', 'operations', 'rendering'];

export interface ProgramFolder {
  /** `nuclab` as a user starts it: `node <this>`. */
  readonly nuclab: string;
  readonly remove: () => void;
}

/** The compiled program, but that synthesis and runner are the stubs. */
export function programFolder(): ProgramFolder {
  const folder = mkdtempSync(join(tmpdir(), 'nuclab-program-'));
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  symlinkSync(join(root, 'assets'), join(folder, 'assets'));
  for (const source of folders.flatMap((each) => sources(join(root, each)))) {
    const target = join(folder, 'dist', relative(root, source).replace(/\.ts$/, '.js'));
    const { code } = transformSync(readFileSync(source, 'utf8'), {
      filename: source,
      module: { type: 'commonjs' },
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    });
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
  cpSync(stubProgram, join(folder, 'dist'), { recursive: true });
  return {
    nuclab: join(folder, 'dist', 'cli', 'index.js'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function sources(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(directory, name));
}
