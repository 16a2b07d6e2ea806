import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { loadInventory } from '../inventory/load';
import { tryNearest } from '../inventory/nearest';
import type { Inventory } from '../inventory/types';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { place, sshContext, sshTarget, type SshContext, type SshTarget } from '../ssh';
import { trust, type TrustOffer, type TrustResult, type TrustStatus } from '../ssh/trust';
import { singleLine } from '../text/single-line';
import { inventoryPath } from './inventory-path';
import { colors, note, print, printJson } from './output';

interface TrustOptions {
  readonly inventory?: string;
  readonly yes?: boolean;
  readonly replace?: boolean;
  readonly json?: boolean;
}

/** `nuclab trust`: writes the host keys of the lab to its known_hosts file, after a person has compared them. */
export function register(program: Command): void {
  program
    .command('trust')
    .summary('trust the host keys of the hosts')
    .description(
      'Show the host keys of all hosts, ask for each new host whether it is the right one, and write its keys to ' +
        'known_hosts. Compare them at the machine with: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
    )
    .argument('[host...]', 'names of hosts (default: all of the inventory)')
    .option('-i, --inventory <file>', 'the inventory (default: $NUCLAB_INVENTORY, else lab.yaml)')
    .option('-y, --yes', 'trust new hosts without asking')
    .option('--replace', 'let changed keys take the place of the trusted ones, after a host was re-imaged')
    .option('--json', 'print one JSON document on standard output')
    .action(trustHosts);
}

async function trustHosts(names: readonly string[], options: TrustOptions): Promise<void> {
  const path = inventoryPath(options.inventory);
  const inventory = loadInventory(path);
  const context = sshContext(inventory, dirname(resolve(path)));
  const results = await trust({
    targets: chosenTargets(inventory, context, names),
    context,
    replace: options.replace === true,
    approve: approval(options.yes === true),
    onResult: options.json === true ? () => undefined : show,
  });
  const exitCode = exitCodeOf(results);
  if (options.json === true) printJson({ ok: exitCode === ExitCode.ok, hosts: results.map(hostDocument) });
  process.exitCode = exitCode;
}

function chosenTargets(inventory: Inventory, context: SshContext, names: readonly string[]): SshTarget[] {
  const all = inventory.hosts.map((host) => sshTarget(host, inventory.ssh));
  if (names.length === 0) return all;
  // The bastion is always checked; naming it alone checks nothing else.
  const known = [...all, ...(context.bastion === undefined ? [] : [context.bastion])].map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return all.filter(({ name }) => names.includes(name));
  const nearest = tryNearest(unknown, known);
  throw new NuclabError({
    what: `host "${unknown}" is not in the inventory`,
    fix: nearest === undefined ? `name one of ${known.join(', ')}` : `write ${nearest}`,
    exitCode: ExitCode.invalidInput,
  });
}

function approval(yes: boolean): (offer: TrustOffer) => Promise<boolean | undefined> {
  if (yes) return () => Promise.resolve(true);
  if (!process.stdin.isTTY || !process.stderr.isTTY) return () => Promise.resolve(undefined);
  return ask;
}

/** As OpenSSH: y for yes, or the fingerprint itself, pasted from the machine. */
function ask({ target, keys, oldKeys }: TrustOffer): Promise<boolean> {
  const changed = oldKeys.map(({ text }) => `  - ${text}\n`).join('');
  note(`${place(target)} shows${changed === '' ? '' : ' other keys than the trusted ones'}`);
  process.stderr.write(changed);
  for (const { text } of keys) note(`  ${changed === '' ? '' : '+ '}${text}`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve, reject) => {
    terminal.on('SIGINT', () => {
      reject(new NuclabError({ what: 'stopped', fix: 'run it again', exitCode: ExitCode.interrupted }));
      terminal.close();
    });
    terminal.on('close', () => {
      resolve(false);
    });
    terminal.question(`trust ${target.name}? [y/N or a fingerprint] `, (answer) => {
      const text = answer.trim();
      resolve(/^y(es)?$/i.test(text) || keys.some((key) => key.fingerprint === text));
      terminal.close();
    });
  });
}

const words: Readonly<Record<TrustStatus, string>> = {
  trusted: 'already trusted',
  added: 'trusted from now on',
  replaced: 'new keys trusted from now on, in place of the old ones',
  changed: 'shows other keys than the trusted ones',
  revoked: 'shows a revoked key',
  declined: 'not trusted',
  unasked: 'not trusted, since nobody could be asked',
  unreachable: 'unreachable',
};

function fixOf({ status, target: { name }, error }: TrustResult): string | undefined {
  if (error !== undefined) return undefined;
  if (status === 'changed') {
    return `if ${name} was re-imaged, run nuclab trust --replace ${name}; if not, find out who answers at its address`;
  }
  if (status === 'revoked') return `give ${name} a new host key, then run nuclab trust ${name}`;
  if (status !== 'unasked') return undefined;
  return `compare the keys, then run nuclab trust --yes ${name}, or run it in a terminal`;
}

function show(result: TrustResult): void {
  const { target, status, keys, oldKeys, error } = result;
  const { green, red } = colors(process.stdout);
  const good = ['trusted', 'added', 'replaced'].includes(status);
  print(`${place(target)}: ${(good ? green : red)(words[status])}`);
  for (const { text } of oldKeys) print(`  - ${text}`);
  const mark = oldKeys.length > 0 ? '+ ' : '';
  if (status !== 'trusted') for (const { text } of keys) print(`  ${mark}${text}`);
  const fix = fixOf(result);
  if (fix !== undefined) note(`  fix: ${fix}`);
  if (error !== undefined) note(`  ${errorText(error)}`);
}

function errorText(error: unknown): string {
  return singleLine(error instanceof Error ? error.message : String(error), 2000);
}

function hostDocument(result: TrustResult): Record<string, unknown> {
  const { target, status, keys, oldKeys, error } = result;
  const plain = (list: TrustResult['keys']): unknown[] =>
    list.map(({ type, bits, fingerprint }) => ({ type, bits, fingerprint }));
  const message = error instanceof Error ? { message: errorText(error) } : {};
  const fix = fixOf(result);
  return {
    name: target.name,
    address: target.address,
    port: target.port,
    status,
    keys: plain(keys),
    oldKeys: plain(oldKeys),
    ...(fix === undefined ? {} : { fix }),
    ...message,
  };
}

/** A host key that is not settled weighs more than a host that is off. */
function exitCodeOf(results: readonly TrustResult[]): number {
  const codes = results.map(({ status, error }) => {
    if (['trusted', 'added', 'replaced'].includes(status)) return ExitCode.ok;
    if (status !== 'unreachable') return ExitCode.hostKey;
    return error instanceof NuclabError ? error.exitCode : ExitCode.unexpected;
  });
  if (codes.includes(ExitCode.hostKey)) return ExitCode.hostKey;
  return codes.find((code) => code !== ExitCode.ok) ?? ExitCode.ok;
}
