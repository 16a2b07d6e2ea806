import { createHash } from 'node:crypto';
import { isPhaseName, phaseOf, type PhaseName } from '../phases';
import { stepId } from '../phases/step-address';
import { scriptBundle } from '../manifest/script-bundle';
import type { ManifestStep } from '../manifest/manifest';
import { redacted } from '../text/redactor';
import { singleLine } from '../text/single-line';
import { longestReason } from './reason';
import type { KeyedLines } from '../exchange/keyed-lines';
import type { StepMarker } from './step-facts';

/** Longer texts no step has; what a host says is kept within the limits of a facts file. */
const longestText = 100_000;

/** A marker as the host holds it, with everything that checking the step again needs. */
export interface HostMarker extends Omit<StepMarker, 'files'> {
  readonly phase: PhaseName;
  readonly files: Readonly<Record<string, string>>;
  readonly assets: readonly string[];
}

/** The markers that a host remembers, of whatever place. */
export function hostMarkers(said: KeyedLines): HostMarker[] {
  return said.all('marker').flatMap(tryMarkerLine);
}

/** `<phase> <text of the marker>`; nothing when it is none. */
export function tryMarkerLine(line: string): HostMarker[] {
  const [phase = ''] = line.split(' ', 1);
  return [parseMarker(phase, line.slice(phase.length + 1))].flatMap((marker) => marker ?? []);
}

/** Reads `<phase>.json`; undefined when it is no marker that this version understands: then the step counts as not done. */
function parseMarker(phase: string, text: string): HostMarker | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(parsed) || parsed.schemaVersion !== 1 || !isPhaseName(phase) || parsed.phase !== phase)
    return undefined;
  const { inputs, files, assets, scriptSha256, reason, runCount } = parsed;
  if (!isTextMap(inputs) || !isTextMap(files) || !Array.isArray(assets)) return undefined;
  if (!isText(scriptSha256) || !isText(reason) || !isCount(runCount)) return undefined;
  return {
    phase,
    inputs,
    files,
    assets: assets.filter(isText),
    scriptSha256,
    reason: singleLine(reason, longestReason),
    runCount,
  };
}

/** What facts keep of a marker: digests instead of files. */
export function markerFacts({ inputs, files, scriptSha256, reason, runCount }: HostMarker): StepMarker {
  const digests = Object.entries(files).map(([name, text]) => [
    name,
    createHash('sha256').update(text).digest('hex'),
  ]);
  const texts = Object.entries(inputs).map(([name, text]) => [name, redacted(text)]);
  return {
    inputs: Object.fromEntries(texts) as Record<string, string>,
    files: Object.fromEntries(digests) as Record<string, string>,
    scriptSha256,
    reason,
    runCount,
  };
}

/**
 * The step that left the marker, to be checked again with what was applied then, by the script of today.
 *
 * @throws Error of the file system when the marker names an asset that this version does not have
 */
export function markedStep(marker: HostMarker, place: string, assetsDirectory: string): ManifestStep {
  const { phase, inputs, files, assets, reason } = marker;
  const { script } = phaseOf(phase);
  return {
    id: stepId(place, phase),
    place,
    phase,
    script,
    scriptSha256: scriptBundle(assetsDirectory, script, assets).sha256,
    inputs,
    files,
    assets,
    reason,
    timeoutSeconds: 60,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextMap(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestText;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
