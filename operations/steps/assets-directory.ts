import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** `assets/` of the program this file belongs to, whether it runs compiled (`dist/operations/steps`) or as source. */
export function assetsDirectory(): string {
  const candidates = [join(__dirname, '../../../assets'), join(__dirname, '../../assets')];
  const found = candidates.find((candidate) => existsSync(join(candidate, 'scripts', 'runner')));
  if (found === undefined) throw new Error(`no assets/scripts/runner beside ${join(__dirname, '../..')}`);
  return found;
}
