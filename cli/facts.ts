import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { loadInventory } from '../inventory/load';
import { factsText, gatherFacts } from '../facts';
import { factsSummary } from '../facts/facts-summary';
import { inventoryPath } from './inventory-path';
import { abortOnSignal } from './abort-on-signal';
import { note } from './output';

/** `nuclab facts`: one read-only pass over all hosts, as a file that a synthesis takes instead of asking itself. */
export function register(program: Command): void {
  program
    .command('facts')
    .summary('gather facts from all hosts and print them as JSON')
    .description(
      'Ask all hosts at once and print the facts as JSON: what nuclab finished on them, whether it still is so, ' +
        'versions, certificates, the cluster. NUCLAB_FACTS=<file> makes a synthesis use them instead of asking. ' +
        'Nothing is changed; a host that cannot be reached is a fact too.',
    )
    .option('-i, --inventory <file>', 'the inventory (default: $NUCLAB_INVENTORY, else lab.yaml)')
    .action(facts);
}

async function facts(options: { readonly inventory?: string }): Promise<void> {
  const path = inventoryPath(options.inventory);
  const inventory = loadInventory(path);
  const startedAt = Date.now();
  const found = await abortOnSignal((signal) =>
    gatherFacts({ inventory, labDirectory: dirname(resolve(path)), signal }),
  );
  for (const line of factsSummary(found, (Date.now() - startedAt) / 1000)) note(line);
  process.stdout.write(factsText(found));
}
