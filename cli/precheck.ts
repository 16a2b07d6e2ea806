import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { loadInventory } from '../inventory/load';
import type { Host, Inventory } from '../inventory/types';
import { probeHosts, report, textReport, type HostProbe } from '../precheck';
import { connect, sshContext, sshTarget } from '../ssh';
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
      'Look at all hosts at once and name everything that would make a deploy fail, with its fix. Nothing is changed.',
    )
    .argument('[host...]', 'names of hosts (default: all of the inventory)')
    .option('-i, --inventory <file>', 'the inventory (default: $NUCLAB_INVENTORY, else lab.yaml)')
    .option('--json', 'print one JSON document on standard output')
    .action(precheck);
}

async function precheck(names: readonly string[], options: PrecheckOptions): Promise<void> {
  const path = inventoryPath(options.inventory);
  const inventory = loadInventory(path);
  const probes = await probe(inventory, dirname(resolve(path)), chosenHosts(inventory, names));
  const result = report(probes, inventory);
  const text = (): string => textReport(result, colors(process.stdout).isColorSupported);
  print(options.json === true ? JSON.stringify(result, null, 2) : text());
  process.exitCode = result.verdict.exitCode;
}

async function probe(
  inventory: Inventory,
  labDirectory: string,
  hosts: readonly Host[],
): Promise<readonly HostProbe[]> {
  return abortOnSignal((signal) =>
    probeHosts({
      inventory,
      hosts,
      context: sshContext(inventory, labDirectory, process.env),
      connect,
      targetOf: (host) => sshTarget(host, inventory.ssh),
      signal,
    }),
  );
}
