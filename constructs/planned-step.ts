import { createHash } from 'node:crypto';
import type { IConstruct } from 'constructs';
import { terraformName } from '../phases/step-address';
import { unknownReason, type Step } from './step';
import { stepsBefore, stepsBelow } from './step-order';

/** What an engine needs to know of the operator's side; all paths are relative to the stack folder. */
export interface EngineProps {
  /** The runner's compiled entry point, `…/dist/runner/main.js`. */
  readonly runner: string;
  /** Digest of a step's script with everything it ships unchanged. */
  readonly scriptSha256: (step: Step) => string;
  /** Digest of all that the runner will carry out for the step. */
  readonly stepSha256: (step: Step) => string;
  /** Why the step runs, or ran last; undefined when its host was not looked at. */
  readonly reason: (step: Step) => string | undefined;
}

/** A step as every engine sees it: named, ordered, and with the triggers that say when it runs again. */
export interface PlannedStep {
  readonly step: Step;
  /** `<host>_<phase>`, e.g. `nuc01_container-runtime`: unique, since a host name holds no underscore. */
  readonly address: string;
  readonly triggers: Readonly<Record<string, string>>;
  /** Without it, another reason alone must not make the step run. */
  readonly reasonKnown: boolean;
  /** Addresses, sorted. */
  readonly dependsOn: readonly string[];
}

/** Every step below `root` with its triggers and edges, each after the steps it depends on. */
export function planSteps(
  root: IConstruct,
  props: Pick<EngineProps, 'scriptSha256' | 'reason'>,
): PlannedStep[] {
  const planned = stepsBelow(root).map((step) => ({
    step,
    address: addressOf(step),
    ...(step.when === 'destroy'
      ? { triggers: identityTriggers(step), reasonKnown: true }
      : configuration(step, props)),
    dependsOn: [...new Set(stepsBefore(step).map(addressOf))].sort(),
  }));
  return inOrder(planned);
}

function addressOf(step: Step): string {
  return terraformName(step.host.name, step.phase);
}

/** A destroy action may only depend on identity: anything else would make a node leave for the sake of a setting. */
function identityTriggers(step: Step): Record<string, string> {
  return { host: step.host.name, ...lowerCase(step.inputs) };
}

function configuration(
  step: Step,
  props: Pick<EngineProps, 'scriptSha256' | 'reason'>,
): Pick<PlannedStep, 'triggers' | 'reasonKnown'> {
  const reason = props.reason(step);
  const files = Object.entries(step.files).map(([name, text]) => [
    `${name.replace(/[^a-z0-9]+/gi, '_').toLowerCase()}_sha256`,
    short(createHash('sha256').update(text).digest('hex')),
  ]);
  const triggers = {
    host: step.host.name,
    ...lowerCase(step.inputs),
    ...(Object.fromEntries(files) as Record<string, string>),
    script_sha256: short(props.scriptSha256(step)),
    reason: reason ?? unknownReason,
  };
  return { triggers, reasonKnown: reason !== undefined };
}

function lowerCase(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Twelve digits tell two contents apart, and a person can still read the plan. */
function short(sha256: string): string {
  return sha256.slice(0, 12);
}

function inOrder(planned: readonly PlannedStep[]): PlannedStep[] {
  const byAddress = new Map(planned.map((each) => [each.address, each]));
  const done = new Set<string>();
  const ordered: PlannedStep[] = [];
  const visit = (each: PlannedStep, path: readonly string[]): void => {
    if (path.includes(each.address)) {
      throw new Error(`steps depend on each other: ${[...path, each.address].join(' -> ')}`);
    }
    if (done.has(each.address)) return;
    for (const before of each.dependsOn) {
      const dependency = byAddress.get(before);
      if (dependency === undefined)
        throw new Error(`${each.address} depends on ${before}, which is not in this stack`);
      visit(dependency, [...path, each.address]);
    }
    done.add(each.address);
    ordered.push(each);
  };
  for (const each of planned) visit(each, []);
  return ordered;
}
