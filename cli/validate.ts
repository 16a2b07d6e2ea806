import { createRequire } from 'node:module';
import type { Command } from 'commander';
import type { Inventory } from '../inventory/types';
import { inventoryPath } from './inventory-path';
import { colors, note, print, printJson } from './output';

const load = createRequire(__filename);

/** `nuclab validate`: whether the inventory is right, without touching a host. */
export function register(program: Command): void {
  program
    .command('validate')
    .summary('check the inventory')
    .description('Check the inventory and name every problem with its line and its fix. No host is touched.')
    .argument('[file]', 'the inventory (default: $NUCLAB_INVENTORY, else lab.yaml)')
    .option('--json', 'print one JSON document on standard output')
    .action((file: string | undefined, options: { json?: boolean }) => {
      validate(inventoryPath(file), options.json === true);
    });
}

function validate(file: string, asJson: boolean): void {
  const { loadInventory } = load('../inventory/load') as typeof import('../inventory/load');
  const { advise } = load('../inventory/advice') as typeof import('../inventory/advice');
  const inventory = loadInventory(file);
  const advice = advise(inventory);
  if (asJson) {
    printJson({ ok: true, file, advice, inventory });
    return;
  }
  print(summary(file, inventory));
  for (const sentence of advice) note(`${colors(process.stderr).yellow('warning:')} ${sentence}`);
}

function summary(file: string, { name, semester, hosts, kubernetes }: Inventory): string {
  const count = `${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'}`;
  const workers = kubernetes.workers.length === 0 ? 'none' : kubernetes.workers.join(', ');
  return [
    `${file}: no problems`,
    `  lab            ${name}${semester === undefined ? '' : `, ${semester}`}: ${count}`,
    `  Kubernetes     ${kubernetes.version}`,
    `  control plane  ${kubernetes.controlPlane.join(', ')}`,
    `  workers        ${workers}`,
  ].join('\n');
}
