import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from '@swc/core';

const root = join(__dirname, '../../../..');

/** Compiles what the runner is made of into a folder, as the build does: many runners start, and each starts fast. */
export function compileRunner(folder: string): string {
  for (const name of ['assets', 'node_modules']) symlinkSync(join(root, name), join(folder, name));
  for (const part of ['errors', 'inventory', 'rendering', 'constructs', 'operations']) {
    for (const name of readdirSync(join(root, part), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue;
      const target = join(folder, 'dist', part, name.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, compile(join(root, part, name)));
    }
  }
  return join(folder, 'dist/operations/steps/main.js');
}

function compile(filename: string): string {
  return transformSync(readFileSync(filename, 'utf8'), {
    filename,
    module: { type: 'commonjs' },
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  }).code;
}
