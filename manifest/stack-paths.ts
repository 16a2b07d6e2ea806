import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { backendFiles } from '../inventory/backend-files';
import type { Backend, BackendSetting, Inventory } from '../inventory/types';
import { runnerEntry } from './program';

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
