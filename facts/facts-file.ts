import { readFileSync, statSync } from 'node:fs';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { labFacts } from './facts-schema';
import type { LabFacts } from './lab-facts';

/** A file of facts may come from anywhere; those of a thousand hosts are a tenth of this. */
const longestFile = 100_000_000;

/** Facts as a file holds them; equal facts give equal bytes. */
export function factsText(facts: LabFacts): string {
  return `${JSON.stringify(labFacts.parse(facts), null, 1)}\n`;
}

/** @throws NuclabError `invalidInput` when the file cannot be read or holds no facts that this version understands */
export function readFacts(path: string): LabFacts {
  let parsed: unknown;
  try {
    if (statSync(path).size > longestFile)
      throw unusable(path, `the facts are longer than ${longestFile / 1e6} MB`);
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    if (cause instanceof NuclabError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    const what = code === undefined ? 'the facts are not JSON' : `the facts cannot be read (${code})`;
    throw unusable(path, what, cause);
  }
  const version = (parsed as { readonly schemaVersion?: unknown } | null)?.schemaVersion;
  if (version !== 2) throw unusable(path, `the facts have schema version ${String(version)}, expected 2`);
  const result = labFacts.safeParse(parsed);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw unusable(path, `the facts are damaged at ${issue?.path.join('.') ?? '?'}: ${issue?.message ?? '?'}`);
}

function unusable(where: string, what: string, cause?: unknown): NuclabError {
  return new NuclabError({
    where,
    what,
    fix: 'make them again with nuclab facts',
    exitCode: ExitCode.invalidInput,
    cause,
  });
}
