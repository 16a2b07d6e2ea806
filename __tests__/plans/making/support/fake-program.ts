import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseInventory } from '../../../../inventory/parse';
import type { Inventory } from '../../../../inventory/types';

const lab = 'name: autumn\nhosts: { nuc01: 10.0.0.11 }\n';

/** Writes a stack of one `terraform_data` whose trigger is the text of the inventory, for any facts. */
const honest = `
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { CDKTF_OUTDIR, NUCLAB_INVENTORY, NUCLAB_FACTS } = process.env;
const stack = join(CDKTF_OUTDIR, 'stacks', 'autumn');
const facts = NUCLAB_FACTS === 'none' ? 'none' : JSON.parse(readFileSync(NUCLAB_FACTS, 'utf8')).observedAt;
mkdirSync(stack, { recursive: true });
writeFileSync(join(stack, 'cdk.tf.json'), JSON.stringify({
  terraform: { backend: { local: { path: '../../../autumn.tfstate' } } },
  resource: { terraform_data: { nuc01_base: { input: facts, triggers_replace: [readFileSync(NUCLAB_INVENTORY, 'utf8')] } } },
}));
writeFileSync(join(stack, 'steps.json'), JSON.stringify({ schemaVersion: 2 }));
`;

/** A lab's folder and a compiled program in place of nuclab's own, whose provider is on no registry here. */
export interface FakeProgram {
  readonly directory: string;
  readonly inventoryPath: string;
  readonly inventory: Inventory;
  readonly programDirectory: string;
  readonly env: NodeJS.ProcessEnv;
  path(...parts: string[]): string;
  /** Replaces what the program does. @default honest */
  behave(source?: string): void;
  remove(): void;
}

export function fakeProgram(): FakeProgram {
  const directory = mkdtempSync(join(tmpdir(), 'nuclab-planning-'));
  const path = (...parts: string[]): string => join(directory, ...parts);
  writeFileSync(path('lab.yaml'), lab);
  mkdirSync(path('dist'));
  const behave = (source = honest): void => writeFileSync(path('dist', 'main.js'), source);
  behave();
  return {
    directory,
    inventoryPath: path('lab.yaml'),
    inventory: parseInventory(lab, path('lab.yaml')),
    programDirectory: path('dist'),
    env: { ...process.env, CDKTF_OUTDIR: path('cdktf.out') },
    path,
    behave,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
