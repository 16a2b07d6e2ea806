import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyProgram } from '../compiled-program';
import { stubProgram } from './stub-stack';

export interface ProgramFolder {
  /** `nuclab` as a user starts it: `node <this>`. */
  readonly nuclab: string;
  readonly remove: () => void;
}

/** The compiled program, but that synthesis and runner are the stubs. */
export function programFolder(): ProgramFolder {
  const folder = mkdtempSync(join(tmpdir(), 'nuclab-program-'));
  copyProgram(folder);
  cpSync(stubProgram, join(folder, 'dist'), { recursive: true });
  return {
    nuclab: join(folder, 'dist', 'cli', 'index.js'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
