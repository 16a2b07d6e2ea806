import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { unknownReason, type Step } from '../constructs/step';
import { backendFiles } from '../inventory/backend-files';
import type { Backend, BackendSetting, Inventory } from '../inventory/types';
import type { ManifestStep, StepManifest } from './manifest';
import { runnerEntry } from './program';
import { scriptBundle } from './script-bundle';
import { stepDigest } from './step-digest';

/** The relative paths that bind the synthesised stack folder to the program and to the lab's own folder. */
export interface StackPaths {
  /** Folder of cdk.tf.json and steps.json. */
  readonly stackDirectory: string;
  /** From the stack folder to the folder of lab.yaml. */
  readonly labDirectory: string;
  /** From the stack folder to the runner's compiled entry point. */
  readonly runner: string;
  /** The inventory's backend, its relative files as seen from the stack folder. */
  readonly backend: Backend;
}

/** @param programDirectory folder of the compiled program (`dist`) */
export function stackPaths(
  { name, backend }: Pick<Inventory, 'name' | 'backend'>,
  inventoryPath: string,
  outdir: string,
  programDirectory: string,
): StackPaths {
  const stackDirectory = resolve(outdir, 'stacks', name);
  const labDirectory = relative(stackDirectory, dirname(resolve(inventoryPath)));
  return {
    stackDirectory,
    labDirectory,
    runner: relative(stackDirectory, join(programDirectory, runnerEntry)),
    backend: backendFromStack(backend, labDirectory),
  };
}

function backendFromStack(backend: Backend, labDirectory: string): Backend {
  const names = backendFiles(backend.type);
  const moved = (value: BackendSetting, isFile: boolean): BackendSetting => {
    if (typeof value === 'string') return isFile ? fromStack(value, labDirectory) : value;
    if (Array.isArray(value)) return value.map((each: BackendSetting) => moved(each, isFile));
    if (typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, moved(inner, names.includes(name))]),
    );
  };
  return { ...(moved(backend, false) as Backend), type: backend.type };
}

const fromStack = (path: string, labDirectory: string): string =>
  isAbsolute(path) || path.startsWith('~/') ? path : join(labDirectory, path);

/** Digests of scripts and steps, each computed once. */
export class StepDigests {
  private readonly scripts = new Map<string, string>();

  constructor(private readonly assetsDirectory: string) {}

  /** Digest of the script, the library files it sources and the files it ships unchanged. */
  readonly scriptSha256 = (step: Step): string => {
    const key = [step.script, ...step.assets].join(' ');
    const known = this.scripts.get(key);
    if (known !== undefined) return known;
    const { sha256 } = scriptBundle(this.assetsDirectory, step.script, step.assets);
    this.scripts.set(key, sha256);
    return sha256;
  };

  /** Digest of everything the runner carries out for the step. */
  readonly stepSha256 = (step: Step): string => stepDigest(this.manifestStep(step));

  manifestStep(step: Step, reason = unknownReason): ManifestStep {
    return {
      id: step.stepId,
      host: step.host.name,
      phase: step.phase,
      script: step.script,
      scriptSha256: this.scriptSha256(step),
      inputs: step.inputs,
      files: step.files,
      assets: step.assets,
      reason,
      timeoutSeconds: step.timeoutSeconds,
      ...(step.handOff === undefined ? {} : { handOff: step.handOff }),
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
    schemaVersion: 1,
    lab: inventory.name,
    labDirectory,
    ssh: inventory.ssh,
    hosts: inventory.hosts.map(({ name, address, user, port }) => ({ name, address, user, port })),
    steps: steps.map((step) => digests.manifestStep(step, reason(step))),
  };
}
