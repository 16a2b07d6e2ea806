import type { StepMarker } from '../../facts/lab-facts';
import { singleLine } from '../../text/single-line';
import type { Change } from './plan-report';
import type { Triggers } from './planned-change';
import { fileLabel } from '../../phases/files';
import {
  compareTriggers,
  fileTrigger,
  inputLabel,
  inputTrigger,
  triggerKind,
  type TriggerKind,
} from '../../phases/triggers';
import { sentenceList } from '../../text/words';

/** One trigger that will be another than it was. */
export interface TriggerChange {
  readonly trigger: string;
  readonly kind: TriggerKind;
  /** For a person: `Kubernetes version 1.33.13 → 1.34.4`. */
  readonly text: string;
  readonly change: Change;
}

/** The triggers a step would have had with what the host remembers of it. */
export function rememberedTriggers(place: string, marker: StepMarker): Triggers {
  return Object.fromEntries([
    ['host', place],
    ...Object.entries(marker.inputs).map(([name, value]) => [inputTrigger(name), value]),
    ...Object.entries(marker.files).map(([name, sha256]) => [fileTrigger(name), sha256]),
    ['script_sha256', marker.scriptSha256],
  ]);
}

/**
 * What differs but the reason; in the order in which a report names it.
 *
 * @param files names of files that its triggers may be of
 */
export function triggerChanges(
  phase: string,
  from: Triggers,
  to: Triggers,
  files: readonly string[],
): TriggerChange[] {
  const names = new Map(files.map((file) => [fileTrigger(file), file]));
  const triggers = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return triggers
    .filter((trigger) => trigger !== 'reason' && !same(trigger, from[trigger], to[trigger]))
    .sort(compareTriggers(phase))
    .map((trigger) => describe(phase, trigger, from[trigger], to[trigger], names));
}

/** A plan holds the first digits of a digest, a marker all of them. */
function same(trigger: string, from: string | undefined, to: string | undefined): boolean {
  if (from === to) return true;
  if (!trigger.endsWith('_sha256') || !isDigest(from) || !isDigest(to)) return false;
  return from.startsWith(to) || to.startsWith(from);
}

function isDigest(value: string | undefined): value is string {
  return value !== undefined && /^[0-9a-f]{12,64}$/.test(value);
}

function describe(
  phase: string,
  trigger: string,
  from: string | undefined,
  to: string | undefined,
  names: ReadonlyMap<string, string>,
): TriggerChange {
  const kind = triggerKind(phase, trigger);
  if (kind === 'file' || kind === 'script') {
    const file = singleLine(names.get(trigger) ?? trigger.replace(/_sha256$/, ''), 100);
    const text = kind === 'script' ? "nuclab's script changed" : fileChanged(phase, file, from, to);
    const name = kind === 'script' ? "nuclab's script" : `the file ${file}`;
    const change = { name, from: digest(from), to: digest(to), shown: true };
    return { trigger, kind, text, change };
  }
  if (kind === 'hidden' || kind === 'reason') {
    const name = singleLine(trigger, 60);
    return { trigger, kind, text: `${name} changed`, change: { name, from: null, to: null, shown: false } };
  }
  const name = inputLabel(phase, trigger)?.label ?? trigger;
  const text = kind === 'list' ? listChange(name, from, to) : `${name} ${shown(from)} → ${shown(to)}`;
  return { trigger, kind, text, change: { name, from: value(from), to: value(to), shown: true } };
}

function digest(text: string | undefined): string | null {
  return isDigest(text) ? text.slice(0, 12) : null;
}

function value(text: string | undefined): string | null {
  return text === undefined ? null : singleLine(text, 120);
}

function shown(text: string | undefined): string {
  if (text === undefined) return 'not set';
  return text === '' ? 'none' : singleLine(text, 120);
}

function listChange(name: string, from = '', to = ''): string {
  const [old, now] = [from, to].map((words) => words.split(' ').filter((word) => word !== ''));
  const added = now?.filter((word) => !old?.includes(word)) ?? [];
  const removed = old?.filter((word) => !now?.includes(word)) ?? [];
  const said = [
    ...(added.length === 0 ? [] : [`${sentenceList(added, 3)} added`]),
    ...(removed.length === 0 ? [] : [`${sentenceList(removed, 3)} removed`]),
  ];
  return singleLine(`${name}: ${said.length === 0 ? 'another order' : said.join('; ')}`);
}

/** `the file kubeadm.yaml changed`, `the file hosts.docker.io.toml is new`. */
function fileChanged(phase: string, file: string, from: string | undefined, to: string | undefined): string {
  if (from === undefined) return `the file ${file} is new`;
  if (to === undefined) return `the file ${file} is gone`;
  return fileLabel(phase, file)?.changed ?? `the file ${file} changed`;
}
