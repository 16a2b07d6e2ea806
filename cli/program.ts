import { Command, CommanderError } from 'commander';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { packageVersion } from '../manifest/program';
import { reportError } from './report-error';

/** What the file of a subcommand exports. */
export interface CommandModule {
  register(program: Command): void;
}

/** A subcommand and how to get at its file. */
export interface CommandFile {
  readonly name: string;
  readonly load: () => CommandModule;
  /** Exit code of every error, for a command that gives the others a meaning of its own. @default - that of the error */
  readonly errorExitCode?: ExitCode;
}

/**
 * Runs `nuclab` with these arguments and returns its exit code. Prints every error itself: as one line for each problem on
 * standard error or, when the command was given `--json`, as one JSON document on standard output.
 */
export async function run(argv: readonly string[], commands: readonly CommandFile[]): Promise<number> {
  endQuietlyOnClosedPipe();
  const program = createProgram(argv, commands);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return Number(process.exitCode ?? ExitCode.ok);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return ExitCode.ok;
    if (error instanceof CommanderError && error.code === 'commander.help') return ExitCode.invalidInput;
    const errorExitCode = commands.find(({ name }) => name === argv[0])?.errorExitCode;
    const known = error instanceof CommanderError ? usageError(error) : error;
    return reportError(known, argv.includes('--json'), errorExitCode);
  }
}

function createProgram(argv: readonly string[], commands: readonly CommandFile[]): Command {
  const program = new Command('nuclab')
    .description('Provisions bare-metal NUCs into a Kubernetes cluster, over SSH.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  const named = commands.filter(({ name }) => name === argv[0]);
  for (const { load } of named.length > 0 ? named : commands) load().register(program);
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}

/** Commander's English in the parts of our messages. */
function usageError(error: CommanderError): NuclabError {
  const [first = '', ...others] = error.message.split('\n');
  const suggestion = /Did you mean (?:one of )?(.*)\?/.exec(others.join(' '))?.[1];
  return new NuclabError({
    what: first.replace(/^error: /, '').replace(/\.$/, ''),
    fix: suggestion === undefined ? 'see `nuclab --help`' : `write ${suggestion}`,
    exitCode: ExitCode.invalidInput,
    cause: error,
  });
}

/** `nuclab schema | head` is no error. */
function endQuietlyOnClosedPipe(): void {
  if (process.stdout.listenerCount('error') > 0) return;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(ExitCode.ok);
  });
}
