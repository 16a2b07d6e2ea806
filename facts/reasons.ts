import { createHash } from 'node:crypto';
import type { Step } from '../constructs/step';
import { allStepsBefore } from '../constructs/step-order';
import { singleLine } from '../text/single-line';
import { hostFacts, type Difference, type LabFacts, type StepObservation } from './lab-facts';

/** Longer values are told to have changed, not shown: a plan line has to be read. */
const longestValue = 40;

export interface StepReasonsProps {
  /** @default - nobody looked: no step has a reason */
  readonly facts?: LabFacts;
  readonly scriptSha256: (step: Step) => string;
}

/** Why each step runs, or ran last, according to facts. */
export class StepReasons {
  constructor(private readonly props: StepReasonsProps) {}

  /**
   * `drift 2: …` when the host no longer is what was applied, `update 2: …` when something else is wanted than was
   * applied, `first install …` when nothing was, and the marker's own text when all is in place: then the plan is empty.
   *
   * @returns undefined when the host was not looked at, or the step is at work on it
   */
  readonly reason = (step: Step): string | undefined => {
    const host = hostFacts(this.props.facts, step.host.name);
    if (host?.reached !== true || host.address !== step.host.address) return undefined;
    const observed = host.steps.find(({ phase }) => phase === step.phase);
    if (observed === undefined) return `first install ${this.lookedAt}`;
    const { marker, check } = observed;
    if (check.result === 'running') return undefined;
    const next = marker.runCount + 1;
    const wanted = this.wanted(step, observed);
    // Another script finds other differences: what it changed its mind about is no drift.
    if (marker.scriptSha256 !== this.props.scriptSha256(step) && wanted !== undefined)
      return `update ${next}: ${wanted}`;
    const drift = this.drift(step, observed);
    if (drift !== undefined) return `drift ${next}: ${drift}`;
    return wanted === undefined ? marker.reason : `update ${next}: ${wanted}`;
  };

  private get lookedAt(): string {
    return (this.props.facts?.observedAt ?? '').replace('T', ' ').replace('Z', ' UTC');
  }

  private drift(step: Step, { check }: StepObservation): string | undefined {
    if (check.result === 'failed') return `the check failed: ${check.what}`;
    if (check.result !== 'differs') return undefined;
    const own = check.differences.filter(({ outcome }) => !outcome);
    if (own.length > 0) return summary(own);
    // What earlier steps bring about is drift of its own only when all of them are in place.
    return [...allStepsBefore(step)].every((before) => this.inPlace(before))
      ? summary(check.differences)
      : undefined;
  }

  private inPlace(step: Step): boolean {
    if (step.when === 'destroy') return true;
    const host = hostFacts(this.props.facts, step.host.name);
    if (host?.reached !== true) return false;
    return host.steps.find(({ phase }) => phase === step.phase)?.check.result === 'in-place';
  }

  /** The first thing that the inventory or nuclab want otherwise than the marker remembers. */
  private wanted(step: Step, { marker }: StepObservation): string | undefined {
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

function summary(differences: readonly Difference[]): string {
  const [first, ...others] = differences;
  const more = others.length === 0 ? '' : `; ${others.length} more`;
  return `${first?.text ?? ''}${more}`;
}

function change(name: string, was = 'nothing', is = 'nothing'): string {
  if (was.length > longestValue || is.length > longestValue) return `${name} changed`;
  return singleLine(`${name} ${was} -> ${is}`);
}
