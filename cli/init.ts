import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { errorCode } from '../inventory/error-code';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { firstInventory } from './init-template';
import { inventoryPath } from './inventory-path';
import { note } from './output';
import { packageRoot } from '../manifest/program';

const load = createRequire(__filename);

interface InitOptions {
  readonly force?: boolean;
  readonly hosts?: string;
}

const sampleHosts = '192.168.0.11,192.168.0.12,192.168.0.13';

/** `nuclab init`: an inventory to begin with. */
export function register(program: Command): void {
  program
    .command('init')
    .summary('write an inventory to begin with')
    .description(
      'Write an inventory with comments. A file that is there already is kept, unless --force is given.',
    )
    .argument('[file]', 'the inventory (default: $NUCLAB_INVENTORY, else lab.yaml)')
    .option(
      '--hosts <list>',
      'addresses with commas between, or name=address; without names they are nuc01, nuc02, …',
    )
    .option('-f, --force', 'replace the file if it is there')
    .action((file: string | undefined, options: InitOptions) => {
      init(inventoryPath(file), options);
    });
}

function init(file: string, options: InitOptions): void {
  const text = firstInventory(parseHosts(options.hosts ?? sampleHosts), schemaPath(file));
  check(text, options.hosts ?? sampleHosts);
  write(file, text, options.force === true);
  const edit = options.hosts === undefined ? `put the addresses of your hosts into ${file}, then ` : '';
  note(`wrote ${file}; next: ${edit}run \`nuclab validate\` and \`nuclab trust\``);
}

/** `192.168.0.11,box=192.168.0.12`: names to addresses, in the order of the list. */
function parseHosts(list: string): [name: string, address: string][] {
  return list.split(',').map((item, index) => {
    const [first = '', ...others] = item.trim().split('=');
    return others.length === 0
      ? [`nuc${String(index + 1).padStart(2, '0')}`, first]
      : [first, others.join('=')];
  });
}

/** What is written is right, or else the list of hosts was not. */
function check(text: string, list: string): void {
  const { parseInventory } = load('../inventory/parse') as typeof import('../inventory/parse');
  try {
    parseInventory(text, '--hosts');
  } catch (error) {
    if (!(error instanceof NuclabError)) throw error;
    const [problem] = 'problems' in error ? (error.problems as { what: string; fix: string }[]) : [error];
    throw new NuclabError({
      what: problem?.what ?? error.what,
      where: `--hosts ${JSON.stringify(list)}`,
      fix: problem?.fix ?? error.fix,
      exitCode: ExitCode.invalidInput,
      cause: error,
    });
  }
}

function schemaPath(file: string): string {
  const schema = join(packageRoot(), 'inventory', 'lab.schema.json');
  return relative(dirname(resolve(file)), schema)
    .split(sep)
    .join('/');
}

function write(file: string, text: string, isReplacing: boolean): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    if (isReplacing) {
      writeFileSync(temporary, text, { flag: 'wx' });
      renameSync(temporary, file);
    } else {
      writeFileSync(file, text, { flag: 'wx' });
    }
  } catch (error) {
    if (isReplacing) rmSync(temporary, { force: true });
    throw cannotWrite(file, error);
  }
}

function cannotWrite(file: string, error: unknown): NuclabError {
  const code = errorCode(error);
  const words: Readonly<Record<string, [what: string, fix: string]>> = {
    EEXIST: ['exists already, and is kept', 'name another file, or give --force to replace it'],
    ENOENT: ['cannot be written: its folder does not exist', 'create the folder first'],
    ENOTDIR: ['cannot be written: its folder does not exist', 'create the folder first'],
    EISDIR: ['is a folder', 'name a file in it, e.g. lab.yaml'],
    EACCES: ['cannot be written: permission denied', 'write to a folder of your own'],
  };
  const [what, fix] = words[code] ?? [`cannot be written (${code})`, 'name another file'];
  return new NuclabError({ what, where: file, fix, exitCode: ExitCode.invalidInput, cause: error });
}
