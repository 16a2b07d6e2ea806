#!/usr/bin/env node
/**
 * cli/ is the command `nuclab`: one file a subcommand. Arguments, output and exit code belong here; everything else is in the
 * room whose name the command has.
 */
import { createRequire } from 'node:module';
import { ExitCode } from '../errors/exit-codes';
import { CommandFile, run } from './program';

const load = createRequire(__filename);

/** The subcommands in the order of `nuclab --help`; a file is loaded only when its command is asked for. */
export const commands: readonly CommandFile[] = [
  { name: 'init', load: () => load('./init') },
  { name: 'validate', load: () => load('./validate') },
  { name: 'trust', load: () => load('./trust') },
  { name: 'precheck', load: () => load('./precheck') },
  { name: 'status', load: () => load('./status') },
  { name: 'facts', load: () => load('./facts') },
  { name: 'plan', load: () => load('./plan'), errorExitCode: ExitCode.unexpected },
  { name: 'apply', load: () => load('./apply') },
  { name: 'schema', load: () => load('./schema') },
];

/** Runs `nuclab` with the arguments of this process; it never rejects. */
export async function main(): Promise<void> {
  process.exitCode = await run(process.argv.slice(2), commands);
}

if (require.main === module) void main();
