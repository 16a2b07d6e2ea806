import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyProgram } from './compiled-program';

const root = join(__dirname, '..', '..');

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
  for (const name of ['bin', '.npmrc']) cpSync(join(root, name), path(name), { recursive: true });
  copyProgram(directory);
  return {
    directory,
    env: { ...process.env, npm_config_cache: path('.npm'), npm_config_offline: 'true' },
    path,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
