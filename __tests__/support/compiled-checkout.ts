import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { transformSync } from '@swc/core';

const root = join(__dirname, '..', '..');
const folders = [
  'cli',
  'constructs',
  'engines',
  'errors',
  'inventory',
  'operations',
  'rendering',
  'stacks',
] as const;

/** nuclab as it is after `npm ci && npm run build`, in a folder that a test may write to. */
export interface CompiledCheckout {
  readonly directory: string;
  /** Its own cache for npm, so that `npx nuclab` leaves nothing behind. */
  readonly env: NodeJS.ProcessEnv;
  path(...parts: string[]): string;
  remove(): void;
}

export function compiledCheckout(): CompiledCheckout {
  const directory = mkdtempSync(join(tmpdir(), 'nuclab-checkout-'));
  const path = (...parts: string[]): string => join(directory, ...parts);
  for (const name of ['bin', 'package.json', '.npmrc'])
    cpSync(join(root, name), path(name), { recursive: true });
  for (const name of ['node_modules', 'assets']) symlinkSync(join(root, name), path(name));
  for (const source of ['main.ts', ...folders.flatMap(sourcesIn)]) compile(source, path('dist'));
  return {
    directory,
    env: { ...process.env, npm_config_cache: path('.npm'), npm_config_offline: 'true' },
    path,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
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
