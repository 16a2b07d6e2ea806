import type { StepProgress } from './apply-progress';
import { blockingStep } from './blocking-step';

/** What is to be said of one host, or of the cluster, right now. */
export interface HostRow {
  /** Or `cluster`. */
  readonly host: string;
  /** `active`: works; `waiting`: for a step of another host, or for its turn; `failed`: nothing more happens on it after a failure. */
  readonly kind: 'active' | 'waiting' | 'failed' | 'done';
  readonly phase: string;
  /** When the step that is shown began, milliseconds. @default - no time to show */
  readonly since?: number;
  readonly text: string;
}

/** One row for each host, in the order of its first step. */
export function hostRows(steps: readonly StepProgress[]): HostRow[] {
  const byId = new Map(steps.map((each) => [each.step.id, each]));
  const hosts = new Map<string, StepProgress[]>();
  for (const each of steps) hosts.set(each.step.host, [...(hosts.get(each.step.host) ?? []), each]);
  return [...hosts].map(([host, own]) => ({ host, ...hostRow(own, byId) }));
}

function hostRow(
  own: readonly StepProgress[],
  byId: ReadonlyMap<string, StepProgress>,
): Omit<HostRow, 'host'> {
  const running = own.filter(({ state }) => state === 'running');
  const latest = running.findLast(({ said }) => said !== undefined) ?? running.at(-1);
  if (latest !== undefined) return active(latest, running.length - 1);
  const failed = own.find(({ state }) => state === 'failed');
  if (failed !== undefined) {
    return {
      kind: 'failed',
      phase: failed.step.phase,
      text: `failed: ${failed.failure?.what ?? 'interrupted'}`,
    };
  }
  const waiting = own.find(({ state }) => state === 'waiting');
  if (waiting !== undefined) {
    return { kind: 'waiting', phase: waiting.step.phase, text: waitsFor(waiting, byId) };
  }
  return { kind: 'done', phase: 'done', text: `${own.length} step${own.length === 1 ? '' : 's'}` };
}

function active({ step, startedAt, said }: StepProgress, others: number): Omit<HostRow, 'host'> {
  const more = others === 0 ? '' : ` (+${others})`;
  return { kind: 'active', phase: `${step.phase}${more}`, since: startedAt, text: said ?? 'starts' };
}

function waitsFor(each: StepProgress, byId: ReadonlyMap<string, StepProgress>): string {
  const failed = blockingStep(each, byId, ({ state }) => state === 'failed');
  if (failed !== undefined) return `will not run: ${failed.step.id} failed`;
  const missing = each.step.after.find((id) => byId.get(id)?.state !== 'succeeded');
  return missing === undefined ? 'waits for its turn' : `waits for ${missing}`;
}
