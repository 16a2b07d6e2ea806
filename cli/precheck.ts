import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { loadInventory } from '../inventory/load';
import { gatherFacts } from '../facts';
import { precheckHosts, precheckParts, precheckReport, precheckText, reachTargets } from '../precheck';
import { abortOnSignal } from './abort-on-signal';
import { chosenHosts } from './chosen-hosts';
import { inventoryPath } from './inventory-path';
import { colors, print } from './output';

interface PrecheckOptions {
  readonly inventory?: string;
  readonly json?: boolean;
}

/** `nuclab precheck`: whether the hosts are ready for a deploy; changes nothing on them. */
export function register(program: Command): void {
  program
    .command('precheck')
    .summary('check that the hosts are ready for a deploy')
    .description(
      'Check all hosts at once and name everything that would make a deploy fail, with its fix. Nothing is changed.',
    )
    .argument('[host...]', 'names of hosts (default: all of the inventory)')
    .option('-i, --inventory <file>', 'the inventory (default: $NUCLAB_INVENTORY, else lab.yaml)')
    .option('--json', 'print one JSON document on standard output')
    .action(precheck);
}

async function precheck(names: readonly string[], options: PrecheckOptions): Promise<void> {
  const path = inventoryPath(options.inventory);
  const inventory = loadInventory(path);
  const facts = await abortOnSignal((signal) =>
    gatherFacts({
      inventory,
      labDirectory: dirname(resolve(path)),
      hosts: chosenHosts(inventory, names),
      parts: precheckParts,
      reach: reachTargets(inventory),
      signal,
    }),
  );
  const result = precheckReport(precheckHosts(inventory, facts), inventory);
  const text = (): string => precheckText(result, colors(process.stdout).isColorSupported);
  print(options.json === true ? JSON.stringify(result, null, 2) : text());
  process.exitCode = result.verdict.exitCode;
}
