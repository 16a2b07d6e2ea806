import { unknownReason, type Step } from '../constructs/step';
import type { Inventory } from '../inventory/types';
import type { ManifestStep, StepManifest } from './manifest';
import { scriptBundle } from './script-bundle';
import { stepDigest } from './step-digest';

/** Digests of scripts and steps, each computed once. */
export class StepDigests {
  private readonly scripts = new Map<string, string>();

  constructor(private readonly assetsDirectory: string) {}

  /** Digest of the script, the library files it sources and the files it ships unchanged. */
  readonly scriptSha256 = (step: Step): string => {
    const key = [step.phase.script, ...step.assets].join(' ');
    const known = this.scripts.get(key);
    if (known !== undefined) return known;
    const { sha256 } = scriptBundle(this.assetsDirectory, step.phase.script, step.assets);
    this.scripts.set(key, sha256);
    return sha256;
  };

  /** Digest of everything the runner carries out for the step. */
  readonly stepSha256 = (step: Step): string => stepDigest(this.manifestStep(step));

  manifestStep(step: Step, reason = unknownReason): ManifestStep {
    return {
      id: step.stepId,
      place: step.place,
      phase: step.phase.name,
      script: step.phase.script,
      scriptSha256: this.scriptSha256(step),
      inputs: step.inputs,
      files: step.files,
      assets: step.assets,
      reason,
      timeoutSeconds: step.phase.timeoutSeconds,
    };
  }
}

/** What the runner needs of the inventory and the steps, without a secret and without an absolute path. */
export function buildManifest(
  inventory: Inventory,
  steps: readonly Step[],
  labDirectory: string,
  digests: StepDigests,
  reason: (step: Step) => string | undefined,
): StepManifest {
  return {
    schemaVersion: 2,
    lab: inventory.name,
    labDirectory,
    ssh: inventory.ssh,
    hosts: inventory.hosts.map(({ name, address, user, port }) => ({ name, address, user, port })),
    controlPlanes: inventory.kubernetes.controlPlane,
    steps: steps.map((step) => digests.manifestStep(step, reason(step))),
  };
}
