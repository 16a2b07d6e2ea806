import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { PlanReport } from '../../../plans/reporting';
import type { Workspace } from '../../../virtual-lab/workspace';
import { succeeded } from './cluster-lab';

/** What a plan does, as `nuc02/base: drift 2: …`, one for each step with a row. */
export function rowsOf({ steps }: PlanReport): string[] {
  return steps.map(({ host, phase, why }) => `${host}/${phase}: ${why}`);
}

/** `nuclab plan --json`; anything but a report is a failure. */
export async function plan(
  workspace: Workspace,
  args: readonly string[] = [],
): Promise<{ readonly code: number; readonly report: PlanReport }> {
  const result = await workspace.nuclab(['plan', '--json', ...args]);
  if (![0, 2, 3].includes(result.code)) succeeded(result);
  return { code: result.code, report: JSON.parse(result.stdout) as PlanReport };
}

/** `nuclab facts`, saved. @returns the path */
export async function saveFacts(workspace: Workspace, name = 'facts.json'): Promise<string> {
  const path = join(workspace.directory, name);
  writeFileSync(path, succeeded(await workspace.nuclab(['facts'])).stdout);
  return path;
}

/** Addresses of the resources that `cdktf diff` would replace or create, each with its reason. */
export async function cdktfDiff(workspace: Workspace, factsPath: string): Promise<string[]> {
  const env = { ...workspace.env, NUCLAB_FACTS: factsPath, FORCE_COLOR: '0', NO_COLOR: '1' };
  const { output } = succeeded(await workspace.cdktf(['diff'], { env }));
  const lines = stripVTControlCharacters(output).split('\n');
  const found: string[] = [];
  for (const line of lines) {
    const address = /# null_resource\.(\S+) .*(?:must be|will be) /.exec(line)?.[1];
    if (address !== undefined) found.push(`${address.replace('_', '/')}:`);
    const reason = /"reason"\s+= (?:".*" -> )?("(?:[^"\\]|\\.)*")/.exec(line)?.[1];
    if (reason !== undefined && found.length > 0) {
      found[found.length - 1] += ` ${JSON.parse(reason) as string}`;
    }
  }
  return found;
}
