import { join } from 'node:path';
import { compileProgram } from '../../support/compile-program';

/** Compiles the program into a folder, since many runners start, and each has to start fast. @returns the runner's entry point */
export function compileRunner(folder: string): string {
  compileProgram(folder);
  return join(folder, 'dist/runner/main.js');
}
