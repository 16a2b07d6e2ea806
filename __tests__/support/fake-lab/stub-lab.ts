import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseInventory } from '../../../inventory/parse';
import type { Inventory } from '../../../inventory/types';
import type { LabFacts } from '../../../facts';
import { defaultPlanDirectory, makePlan } from '../../../plans/making';
import { stubProgram, writeStack, type StubStep } from './stub-stack';

/** A lab of three hosts that are not there: real Terraform starts the stub of the runner. */
export interface StubLab {
  readonly directory: string;
  readonly inventoryPath: string;
  readonly inventory: Inventory;
  readonly programDirectory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly planDirectory: string;
  readonly path: (...parts: string[]) => string;
  /** What the synthesis gives from now on. */
  readonly wants: (steps: Readonly<Record<string, StubStep>>) => void;
  readonly writeInventory: (kubernetesVersion: string) => void;
  readonly plan: (facts?: LabFacts) => Promise<void>;
  readonly remove: () => void;
}

const inventoryText = (version: string): string => `name: autumn
hosts: { nuc01: 10.0.0.11, nuc02: 10.0.0.12, nuc03: 10.0.0.13 }
kubernetes:
  version: ${version}
`;

export function stubLab(steps: Readonly<Record<string, StubStep>>): StubLab {
  const lab = labIn(mkdtempSync(join(tmpdir(), 'nuclab-apply-')));
  lab.wants(steps);
  lab.writeInventory('1.34.4');
  return lab;
}

/** Another lab that is as this one is now, with its plan. */
export function copyOf(lab: StubLab): StubLab {
  const directory = mkdtempSync(join(tmpdir(), 'nuclab-apply-'));
  cpSync(lab.directory, directory, { recursive: true });
  return labIn(directory);
}

function labIn(directory: string): StubLab {
  const path = (...parts: string[]): string => join(directory, ...parts);
  const inventoryPath = path('lab.yaml');
  const inventory = parseInventory(inventoryText('1.34.4'), inventoryPath);
  const env = { ...process.env, CDKTF_OUTDIR: path('cdktf.out'), NUCLAB_INVENTORY: inventoryPath };
  const planDirectory = defaultPlanDirectory(inventoryPath);
  return {
    directory,
    inventoryPath,
    inventory,
    programDirectory: stubProgram,
    env,
    planDirectory,
    path,
    wants: (wanted) => {
      writeStack(path('stack'), wanted);
      const manifest = { schemaVersion: 2, steps: Object.keys(wanted).map((id) => ({ id })) };
      writeFileSync(path('stack', 'steps.json'), JSON.stringify(manifest));
    },
    writeInventory: (version) => writeFileSync(inventoryPath, inventoryText(version)),
    plan: async (facts) => {
      const programDirectory = stubProgram;
      await makePlan({ inventoryPath, inventory, facts, outDirectory: planDirectory, env, programDirectory });
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
