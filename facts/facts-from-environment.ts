import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import type { Inventory } from '../inventory/types';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { factsSummary } from './facts-summary';
import type { LabFacts } from './lab-facts';

// Loaded when needed: a synthesis without facts needs neither SSH nor a schema.
const load = createRequire(__filename);

export interface FactsProps {
  readonly inventory: Inventory;
  readonly inventoryPath: string;
  /** NUCLAB_FACTS: a facts file, or `none`. @default - gathered from all hosts */
  readonly env: NodeJS.ProcessEnv;
  /** Shows one line to the person at the terminal. @default - standard output: the CDK CLI shows standard error as errors */
  readonly say?: (line: string) => void;
}

/**
 * The facts for a synthesis: from a file, gathered from the hosts, or none.
 *
 * @throws NuclabError `invalidInput` when the facts are of another lab
 */
export async function factsFromEnvironment(props: FactsProps): Promise<LabFacts | undefined> {
  const { inventory, inventoryPath, env, say = print } = props;
  const wanted = env.NUCLAB_FACTS ?? '';
  if (wanted === 'none') return undefined;
  if (wanted !== '') {
    const { readFacts } = load('./facts-file') as typeof import('./facts-file');
    return ofThisLab(readFacts(wanted), inventory, wanted);
  }
  const { gatherFacts } = load('./gather-facts') as typeof import('./gather-facts');
  const startedAt = Date.now();
  const facts = await gatherFacts({ inventory, labDirectory: dirname(resolve(inventoryPath)), env });
  for (const line of factsSummary(facts, (Date.now() - startedAt) / 1000)) say(line);
  return facts;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function ofThisLab(facts: LabFacts, inventory: Inventory, where: string): LabFacts {
  if (facts.lab === inventory.name) return facts;
  throw new NuclabError({
    where,
    what: `the facts are of lab ${facts.lab}, the inventory is of lab ${inventory.name}`,
    fix: 'make them again with nuclab facts',
    exitCode: ExitCode.invalidInput,
  });
}
