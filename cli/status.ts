import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { loadInventory } from '../inventory/load';
import { gatherFacts } from '../facts';
import { buildStatus, textStatus, watchStatus, type LabStatus } from '../status';
import { abortOnSignal } from './abort-on-signal';
import { chosenHosts } from './chosen-hosts';
import { inventoryPath } from './inventory-path';
import { colors, print } from './output';
import { statusDisplay } from './status-display';

interface StatusOptions {
  readonly inventory?: string;
  readonly json?: boolean;
  readonly watch?: string | true;
}

const DEFAULT_SECONDS = 5;
const LONGEST_SECONDS = 3600;

/** `nuclab status`: hosts and nodes at a glance; changes nothing on them. */
export function register(program: Command): void {
  program
    .command('status')
    .summary('show hosts and nodes at a glance')
    .description(
      'Check all hosts at once and show their state: reachable, steps in place or drifted, nodes Ready, versions, ' +
        'certificates, load and disk; then every problem with its fix. Nothing is changed.',
    )
    .argument('[host...]', 'names of hosts (default: all of the inventory)')
    .option('-i, --inventory <file>', 'the inventory (default: $NUCLAB_INVENTORY, else lab.yaml)')
    .option('--json', 'print one JSON document on standard output; with --watch one on each line')
    .option(
      '-w, --watch [seconds]',
      `check again, ${DEFAULT_SECONDS} (or so many) seconds after each check; Ctrl-C ends it`,
    )
    .action(status);
}

async function status(names: readonly string[], options: StatusOptions): Promise<void> {
  const seconds = options.watch === undefined ? undefined : watchSeconds(options.watch);
  const path = inventoryPath(options.inventory);
  const inventory = loadInventory(path);
  const chosen = names.length === 0 ? [] : chosenHosts(inventory, names).map(({ name }) => name);
  // Hosts that are not shown are checked too: what differs on one may follow from another.
  const check = async (signal: AbortSignal): Promise<LabStatus> => {
    const facts = await gatherFacts({ inventory, labDirectory: dirname(resolve(path)), signal });
    return buildStatus(inventory, facts, new Date(), chosen);
  };
  if (seconds === undefined) return showOnce(await abortOnSignal(check), options.json === true);
  const display = statusDisplay({ asJson: options.json === true, seconds, hosts: inventory.hosts.length });
  try {
    await abortOnSignal((signal) => watchStatus({ check, show: display.show, seconds, signal }));
  } finally {
    display.close();
  }
}

function showOnce(result: LabStatus, asJson: boolean): void {
  const { isColorSupported: color } = colors(process.stdout);
  print(
    asJson ? JSON.stringify(result, null, 2) : textStatus(result, { color, columns: process.stdout.columns }),
  );
  process.exitCode = result.exitCode;
}

function watchSeconds(text: string | true): number {
  if (text === true) return DEFAULT_SECONDS;
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds >= 1 && seconds <= LONGEST_SECONDS) return seconds;
  throw new NuclabError({
    what: `--watch ${text} is not a number of seconds from 1 to ${LONGEST_SECONDS}`,
    fix: 'write a whole number, or nothing, and names of hosts before it: `nuclab status nuc01 --watch`',
    exitCode: ExitCode.invalidInput,
  });
}
