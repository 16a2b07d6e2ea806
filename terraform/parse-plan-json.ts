import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import type { PlanJson } from './plan-json';

/**
 * What `terraform show -json <plan>` printed.
 *
 * @throws NuclabError `missingTool` for a new major version of the format, whose meaning nobody knows yet
 */
export function parsePlanJson(text: string): PlanJson {
  let plan: Partial<PlanJson> | null;
  try {
    plan = JSON.parse(text) as Partial<PlanJson> | null;
  } catch (cause) {
    throw unusable('is no JSON', cause);
  }
  const version = plan?.format_version;
  if (typeof version !== 'string') throw unusable('does not say its format_version');
  if (!/^1\.\d+$/.test(version)) throw unusable(`has format_version ${version}, expected 1.x`);
  return plan as PlanJson;
}

function unusable(what: string, cause?: unknown): NuclabError {
  return new NuclabError({
    where: 'terraform show -json',
    what: `the plan ${what}`,
    fix: 'use a version of nuclab that knows this version of Terraform, or Terraform 1.9 to 1.x',
    exitCode: ExitCode.missingTool,
    cause,
  });
}
