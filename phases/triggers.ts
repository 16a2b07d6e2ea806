import { tryPhase } from '.';
import type { InputLabel } from './phase';

/** The trigger that carries an input in a plan: `KUBERNETES_VERSION` -> `kubernetes_version`. */
export function inputTrigger(input: string): string {
  return input.toLowerCase();
}

/** The trigger that carries a file's digest: `kubeadm.yaml` -> `kubeadm_yaml_sha256`. */
export function fileTrigger(file: string): string {
  return `${file.replace(/[^a-z0-9]+/gi, '_').toLowerCase()}_sha256`;
}

/** What a trigger of a step carries. `hidden`: not an input of the phase, so that its value is nobody's business. */
export type TriggerKind = 'input' | 'list' | 'file' | 'script' | 'reason' | 'hidden';

export function triggerKind(phase: string, trigger: string): TriggerKind {
  if (trigger === 'reason') return 'reason';
  if (trigger === 'script_sha256') return 'script';
  if (/^[a-z0-9][a-z0-9_]{0,80}_sha256$/.test(trigger)) return 'file';
  const label = inputLabel(phase, trigger);
  if (label === undefined) return 'hidden';
  return label.list === true ? 'list' : 'input';
}

/** What people call the input that a trigger carries; undefined when the phase has no such input. */
export function inputLabel(phase: string, trigger: string): InputLabel | undefined {
  return labels(phase).get(trigger);
}

/** Inputs in the order of the phase's file, files, the script, and what is hidden; each by name. */
export function compareTriggers(phase: string): (a: string, b: string) => number {
  const inputs = [...labels(phase).keys()];
  const kinds: readonly TriggerKind[] = ['file', 'script', 'hidden', 'reason'];
  const place = (trigger: string): number => {
    const kind = kinds.indexOf(triggerKind(phase, trigger));
    return kind === -1 ? inputs.indexOf(trigger) : inputs.length + kind;
  };
  return (a, b) => place(a) - place(b) || (a < b ? -1 : 1);
}

function labels(phase: string): ReadonlyMap<string, InputLabel> {
  const inputs = tryPhase(phase)?.inputs ?? {};
  return new Map([
    ['host', { label: 'host' }],
    ...Object.entries(inputs).map(([name, label]) => [inputTrigger(name), label] as const),
  ]);
}
