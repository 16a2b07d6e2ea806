import { parseStepId } from '../../phases/step-address';
import type { StepProgress } from './apply-progress';

/**
 * The first step upstream, however many steps away, that will not let this one run: naming one that was not run either
 * would explain nothing.
 */
export function blockingStep(
  { step }: StepProgress,
  byId: ReadonlyMap<string, StepProgress>,
  blocks: (each: StepProgress) => boolean,
  seen = new Set<string>(),
): StepProgress | undefined {
  // The step's own host says most.
  const isElsewhere = (id: string): number => Number(parseStepId(id)?.place !== step.host);
  for (const id of [...step.after].sort((a, b) => isElsewhere(a) - isElsewhere(b))) {
    const before = byId.get(id);
    if (before === undefined || seen.has(id)) continue;
    seen.add(id);
    const found = blocks(before) ? before : blockingStep(before, byId, blocks, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}
