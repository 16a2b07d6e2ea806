import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import type { ManifestHost, ManifestStep, StepManifest } from './manifest';

const fileName = 'steps.json';

/**
 * @param directory the synthesised stack folder
 * @throws NuclabError `invalidInput` when there is none, or one that this version cannot read
 */
export function readManifest(directory: string): StepManifest {
  const path = join(directory, fileName);
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw unusable(missing ? 'there is no steps.json here' : 'steps.json is no JSON', path, cause);
  }
  const manifest = parsed as StepManifest | null;
  if (manifest?.schemaVersion !== 2) {
    throw unusable(`steps.json has schema version ${String(manifest?.schemaVersion)}, expected 2`, path);
  }
  return manifest;
}

/** Writes `steps.json` whole or not at all; the same manifest gives the same bytes. */
export function writeManifest(directory: string, manifest: StepManifest): void {
  const path = join(directory, fileName);
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(manifest, sortedKeys, 2)}\n`);
  renameSync(temporary, path);
}

/** @throws NuclabError `invalidInput` when the manifest has no such step */
export function findStep(manifest: StepManifest, id: string): ManifestStep {
  const step = manifest.steps.find((candidate) => candidate.id === id);
  if (step !== undefined) return step;
  throw new NuclabError({
    where: id,
    what: 'steps.json has no such step',
    fix: 'synthesise and plan again, the plan is older than the inventory',
    exitCode: ExitCode.invalidInput,
  });
}

/** @throws NuclabError `invalidInput` when the manifest has no such host */
export function findHost(manifest: StepManifest, name: string): ManifestHost {
  const host = manifest.hosts.find((candidate) => candidate.name === name);
  if (host !== undefined) return host;
  throw new NuclabError({
    where: name,
    what: 'steps.json has no such host',
    fix: 'synthesise and plan again, the plan is older than the inventory',
    exitCode: ExitCode.invalidInput,
  });
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function unusable(what: string, where: string, cause?: unknown): NuclabError {
  return new NuclabError({
    where,
    what,
    fix: 'synthesise again with this version of nuclab, then plan and apply',
    exitCode: ExitCode.invalidInput,
    cause,
  });
}
