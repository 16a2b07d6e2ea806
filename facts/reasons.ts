import { createHash } from 'node:crypto';
import type { Step } from '../constructs/step';
import { allStepsBefore } from '../constructs/step-order';
import { singleLine } from '../text/single-line';
import { atTime } from '../text/words';
import type { Difference, LabFacts, StepFacts } from './lab-facts';
import { stepsAtPlace } from './steps-at-place';
import { formatReason, longestReason, parseReason, type Reason } from './reason';

/** Of longer values the plan says only that they changed: its lines are to be read. */
const longestValue = 40;

export interface StepReasonsProps {
  /** @default - the hosts were not checked, so no step has a reason */
  readonly facts?: LabFacts;
  readonly scriptSha256: (step: Step) => string;
}

/** Why each step runs, or ran last, according to facts. */
export class StepReasons {
  constructor(private readonly props: StepReasonsProps) {}

  /** The reason as a trigger and a marker hold it. */
  readonly text = (step: Step): string | undefined => {
    const reason = this.reason(step);
    return reason === undefined ? undefined : singleLine(formatReason(reason), longestReason);
  };

  /**
   * `drift` when the host no longer is what was applied, `update` when something else is wanted than was applied,
   * `first-install` when nothing was, and the marker's own reason when all is in place: then the plan is empty.
   *
   * @returns undefined when its place was not checked, or the step is running there
   */
  readonly reason = (step: Step): Reason | undefined => {
    const steps = stepsAtPlace(this.props.facts, step);
    if (steps === undefined) return undefined;
    const found = steps.find(({ phase }) => phase === step.phase.name);
    if (found === undefined) return { kind: 'first-install', at: this.checkedAt };
    const { marker, check } = found;
    if (check.result === 'running') return undefined;
    const run = marker.runCount + 1;
    const wanted = this.wanted(step, found);
    // Another script finds other differences: what it changed its mind about is no drift.
    const update: Reason | undefined =
      wanted === undefined ? undefined : { kind: 'update', run, first: wanted, more: 0 };
    if (marker.scriptSha256 !== this.props.scriptSha256(step) && update !== undefined) return update;
    const [first, ...others] = this.drift(step, found);
    if (first !== undefined) return { kind: 'drift', run, first, more: others.length };
    return update ?? parseReason(marker.reason);
  };

  private get checkedAt(): string {
    return atTime(this.props.facts?.observedAt ?? '');
  }

  /** What differs and is the step's own to put right. */
  private drift(step: Step, { check }: StepFacts): readonly string[] {
    if (check.result === 'failed') return [`the check failed: ${check.what}`];
    if (check.result !== 'differs') return [];
    const own = check.differences.filter(({ inherited }) => !inherited);
    if (own.length > 0) return texts(own);
    // What earlier steps bring about is drift of its own only when all of them are in place.
    return [...allStepsBefore(step)].every((before) => this.inPlace(before)) ? texts(check.differences) : [];
  }

  private inPlace(step: Step): boolean {
    if (step.onDestroy) return true;
    const steps = stepsAtPlace(this.props.facts, step);
    return steps?.find(({ phase }) => phase === step.phase.name)?.check.result === 'in-place';
  }

  /** The first thing that the inventory or nuclab want otherwise than the marker remembers. */
  private wanted(step: Step, { marker }: StepFacts): string | undefined {
    const names = [...new Set([...Object.keys(step.inputs), ...Object.keys(marker.inputs)])].sort();
    for (const name of names) {
      const [was, is] = [marker.inputs[name], step.inputs[name]];
      if (was !== is) return change(name.toLowerCase(), was, is);
    }
    const files = [...new Set([...Object.keys(step.files), ...Object.keys(marker.files)])].sort();
    for (const name of files) {
      const text = step.files[name];
      const sha256 = text === undefined ? undefined : createHash('sha256').update(text).digest('hex');
      if (marker.files[name] !== sha256) return `the file ${name} changed`;
    }
    return marker.scriptSha256 === this.props.scriptSha256(step) ? undefined : "nuclab's script changed";
  }
}

function texts(differences: readonly Difference[]): string[] {
  return differences.map(({ text }) => text);
}

function change(name: string, was = 'nothing', is = 'nothing'): string {
  if (was.length > longestValue || is.length > longestValue) return `${name} changed`;
  return singleLine(`${name} ${was} -> ${is}`);
}
