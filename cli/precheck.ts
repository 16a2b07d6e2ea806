import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { loadInventory } from '../inventory/load';
import { tryNearest } from '../inventory/nearest';
import type { Host, Inventory } from '../inventory/types';
import { ExitCode } from '../operations/exit-codes';
import { NuclabError } from '../operations/nuclab-error';
import { probeHosts, report, textReport } from '../operations/precheck';
import { connect, sshContext, sshTarget } from '../operations/ssh';

interface PrecheckOptions {
  readonly inventory: string;
  readonly json?: boolean;
}

/** `nuclab precheck`: whether the hosts are ready for a deploy; changes nothing on them. */
export function register(program: Command): void {
  program
    .command('precheck')
    .summary('check that the hosts are ready for a deploy')
    .description(
      'Look at all hosts at once, read-only, and say everything that would make a deploy fail, with its fix.',
    )
    .argument('[host...]', 'names of hosts (default: all of the inventory)')
    .option('-i, --inventory <file>', 'the inventory', 'lab.yaml')
    .option('--json', 'print one JSON document on standard output')
    .action(precheck);
}

async function precheck(names: readonly string[], options: PrecheckOptions): Promise<void> {
  const path = resolve(options.inventory);
  const inventory = loadInventory(path);
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const probes = await probeHosts({
      inventory,
      hosts: chosenHosts(inventory, names),
      context: sshContext(inventory, dirname(path), process.env),
      connect,
      targetOf: (host) => sshTarget(host, inventory.ssh),
      signal: interrupt.signal,
    });
    const result = report(probes, inventory);
    const text = options.json === true ? JSON.stringify(result, null, 2) : textReport(result, useColor());
    process.stdout.write(`${text}\n`);
    process.exitCode = result.verdict.exitCode;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function chosenHosts(inventory: Inventory, names: readonly string[]): readonly Host[] {
  if (names.length === 0) return inventory.hosts;
  const known = inventory.hosts.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return inventory.hosts.filter(({ name }) => names.includes(name));
  const nearest = tryNearest(unknown, known);
  throw new NuclabError({
    what: `host "${unknown}" is not in the inventory`,
    fix:
      nearest === undefined
        ? `name one of ${known.join(', ')}`
        : `name ${nearest}, or one of ${known.join(', ')}`,
    exitCode: ExitCode.invalidInput,
  });
}

function useColor(): boolean {
  return process.stdout.isTTY && !process.env.NO_COLOR;
}
