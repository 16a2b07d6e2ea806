import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ExitCode } from '../../errors/exit-codes';
import { NuclabError } from '../../errors/nuclab-error';
import type { PlanMetadata } from './plan-metadata';

/** The files of a saved plan. */
export const planFiles = {
  terraform: 'terraform.plan',
  facts: 'facts.json',
  metadata: 'plan.json',
  report: 'report.json',
} as const;

/** A plan that was made and kept, so that exactly it can be reviewed and applied. */
export interface SavedPlan {
  readonly directory: string;
  readonly metadata: PlanMetadata;
  /** Terraform's plan file. */
  readonly planPath: string;
  /** The facts it was made from, or `none`: what NUCLAB_FACTS says to the synthesis. */
  readonly factsPath: string;
  /** The report as `nuclab plan --json` prints it; absent when nobody asked for one. */
  readonly reportPath: string;
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const utc = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const planMetadata = z.object({
  schemaVersion: z.literal(1),
  lab: z.string(),
  createdAt: utc,
  nuclab: z.string(),
  terraform: z.object({ product: z.enum(['terraform', 'opentofu']), version: z.string() }),
  commit: z.string().optional(),
  synthesisSha256: sha256,
  planSha256: sha256,
  facts: z.union([z.literal('none'), z.object({ observedAt: utc, sha256 })]),
}) satisfies z.ZodType<PlanMetadata>;

/** `.nuclab/plan` beside lab.yaml. */
export function defaultPlanDirectory(inventoryPath: string): string {
  return join(dirname(inventoryPath), '.nuclab', 'plan');
}

export function savedPlan(directory: string, metadata: PlanMetadata): SavedPlan {
  return {
    directory,
    metadata,
    planPath: join(directory, planFiles.terraform),
    factsPath: metadata.facts === 'none' ? 'none' : join(directory, planFiles.facts),
    reportPath: join(directory, planFiles.report),
  };
}

/** @throws NuclabError `invalidInput` when there is none, this version cannot read it, or a file of it was changed */
export function readSavedPlan(directory: string): SavedPlan {
  const saved = savedPlan(directory, readMetadata(directory));
  const { planSha256, facts } = saved.metadata;
  requireUnchanged(directory, planFiles.terraform, planSha256);
  if (facts !== 'none') requireUnchanged(directory, planFiles.facts, facts.sha256);
  return saved;
}

export function sha256Of(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function readMetadata(directory: string): PlanMetadata {
  const bytes = tryRead(directory, planFiles.metadata);
  if (bytes === undefined)
    throw unusable(directory, 'there is no saved plan here', 'make one with nuclab plan');
  const where = join(directory, planFiles.metadata);
  let parsed: unknown;
  try {
    parsed = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw unusable(where, 'the saved plan is damaged: no JSON');
  }
  const version = (parsed as { readonly schemaVersion?: unknown } | null)?.schemaVersion;
  if (version !== 1)
    throw unusable(where, `the saved plan has schema version ${String(version)}, expected 1`);
  const result = planMetadata.safeParse(parsed);
  if (result.success) return result.data;
  throw unusable(where, `the saved plan is damaged at ${result.error.issues[0]?.path.join('.') ?? '?'}`);
}

function requireUnchanged(directory: string, name: string, sha256: string): void {
  const bytes = tryRead(directory, name);
  const where = join(directory, name);
  if (bytes === undefined) throw unusable(where, 'this file of the saved plan is missing');
  if (sha256Of(bytes) !== sha256) throw unusable(where, 'this file was changed after the plan was made');
}

function tryRead(directory: string, name: string): Buffer | undefined {
  try {
    return readFileSync(join(directory, name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw unusable(
      join(directory, name),
      `cannot be read (${String(code)})`,
      'make it readable for yourself',
    );
  }
}

function unusable(
  where: string,
  what: string,
  fix = 'run `nuclab plan` again, review it and apply that plan',
): NuclabError {
  return new NuclabError({ where, what, fix, exitCode: ExitCode.invalidInput });
}
