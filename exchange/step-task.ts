import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import type { ShippedFile } from '../manifest/script-bundle';
import { renderEnvFile } from '../rendering/env-file';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import type { ManifestStep } from '../manifest/manifest';
import { scriptBundle } from '../manifest/script-bundle';
import { stepDigest } from '../manifest/step-digest';
import { tryPhase } from '../phases';

/** A step made ready for its host: what is shipped, and by which digest another runner knows it again. */
export interface StepTask {
  readonly step: ManifestStep;
  readonly digest: string;
  /** Everything but secrets, under its names in the staging folder. */
  readonly files: readonly ShippedFile[];
}

/** @throws NuclabError `invalidInput` when the script is no longer the one the step was planned with */
export function prepareTask(step: ManifestStep, assetsDirectory: string): StepTask {
  const bundle = scriptBundle(assetsDirectory, step.script, step.assets);
  if (bundle.sha256 !== step.scriptSha256) {
    throw new NuclabError({
      where: step.id,
      what: `${step.script}, or a file it uses, changed since the plan was made`,
      fix: 'plan again and apply that plan',
      exitCode: ExitCode.invalidInput,
    });
  }
  const files = [
    ...bundle.files,
    { path: 'inputs.env', text: renderEnvFile(step.inputs) },
    ...Object.entries(step.files).map(([name, text]) => ({ path: `files/${name}`, text })),
  ];
  return { step, digest: stepDigest(step), files };
}

/** What the apply mode needs beside the step's own files. */
export function runFiles(task: StepTask, assetsDirectory: string): ShippedFile[] {
  return [
    { path: 'supervise.sh', text: runnerScript(assetsDirectory, 'supervise.sh') },
    { path: 'marker.json', text: markerText(task.step) },
    { path: 'digest', text: `${task.digest}\n` },
  ];
}

/**
 * What the host remembers of a step that succeeded: enough to check it again without the inventory. No clock in it,
 * so that an equal run leaves an equal marker; when it was written is the file's own time.
 */
export function markerText(step: ManifestStep): string {
  const { phase, place: host, inputs, files, assets, scriptSha256, reason } = step;
  const makes = tryPhase(phase)?.membership;
  return `${JSON.stringify({
    schemaVersion: 1,
    phase,
    host,
    ...(makes === 'control-plane' || makes === 'worker' ? { makes } : {}),
    inputs,
    files,
    assets,
    scriptSha256,
    reason,
    runCount: 0,
  })}\n`;
}

/** Text of files in assets/scripts/runner/, one after the other. */
export function runnerScript(assetsDirectory: string, ...names: string[]): string {
  return names
    .map((name) => readFileSync(join(assetsDirectory, 'scripts', 'runner', name), 'utf8'))
    .join('\n');
}

/** Text of a file in assets/scripts/programs/: what the runner sends to a control plane on its own. */
export function programText(assetsDirectory: string, name: string): string {
  return readFileSync(join(assetsDirectory, 'scripts', 'programs', name), 'utf8');
}
