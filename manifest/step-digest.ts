import { createHash } from 'node:crypto';
import type { ManifestStep } from './manifest';

/**
 * Digest of everything a step carries out: script, inputs, files, assets. Not of why it runs: two runs with different
 * reasons do the same work.
 */
export function stepDigest(step: Pick<ManifestStep, 'scriptSha256' | 'inputs' | 'files' | 'assets'>): string {
  const content = [step.scriptSha256, sorted(step.inputs), sorted(step.files), [...step.assets].sort()];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

function sorted(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
