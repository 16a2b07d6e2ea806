import { createHash } from 'node:crypto';
import type { IConstruct } from 'constructs';
import { fileTrigger, inputTrigger } from '../phases/triggers';
import { unknownReason, type Step } from './step';
import { stepsInOrder } from './step-order';

/** What an engine needs to know of the operator's side; all paths are relative to the stack folder. */
export interface EngineProps extends TriggerProps {
  /** The runner's compiled entry point, `…/dist/runner/main.js`. */
  readonly runner: string;
  /** Digest of all that the runner will carry out for the step. */
  readonly stepSha256: (step: Step) => string;
}

export interface TriggerProps {
  /** Digest of a step's script with everything it ships unchanged. */
  readonly scriptSha256: (step: Step) => string;
  /** Why the step runs, or ran last; undefined when its place was not checked. */
  readonly reason: (step: Step) => string | undefined;
}

/** A step as every engine sees it: named, ordered, and with the triggers that say when it runs again. */
export interface PlannedStep {
  readonly step: Step;
  /** `<place>_<phase>`, e.g. `nuc01_container-runtime`. */
  readonly address: string;
  readonly triggers: Readonly<Record<string, string>>;
  /** Without it, another reason alone must not make the step run. */
  readonly reasonKnown: boolean;
  /** Addresses, sorted. */
  readonly dependsOn: readonly string[];
}

/** Every step below `root` with its triggers and edges, each after the steps it depends on. */
export function planSteps(root: IConstruct, props: TriggerProps): PlannedStep[] {
  return stepsInOrder(root).map(({ step, after }) => ({
    step,
    address: step.address,
    ...(step.onDestroy
      ? { triggers: identityTriggers(step), reasonKnown: true }
      : configuration(step, props)),
    dependsOn: after.map(({ address }) => address).sort(),
  }));
}

/** A destroy action may only depend on identity: anything else would make a node leave for the sake of a setting. */
function identityTriggers(step: Step): Record<string, string> {
  return { host: step.place, ...inputTriggers(step.inputs) };
}

function configuration(step: Step, props: TriggerProps): Pick<PlannedStep, 'triggers' | 'reasonKnown'> {
  const reason = props.reason(step);
  const files = Object.entries(step.files).map(([name, text]) => [
    fileTrigger(name),
    short(createHash('sha256').update(text).digest('hex')),
  ]);
  const triggers = {
    host: step.place,
    ...inputTriggers(step.inputs),
    ...(Object.fromEntries(files) as Record<string, string>),
    script_sha256: short(props.scriptSha256(step)),
    reason: reason ?? unknownReason,
  };
  return { triggers, reasonKnown: reason !== undefined };
}

function inputTriggers(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [inputTrigger(name), value]));
}

/** Twelve digits tell two contents apart, and a person can still read the plan. */
function short(sha256: string): string {
  return sha256.slice(0, 12);
}
