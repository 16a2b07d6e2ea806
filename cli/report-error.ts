import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { formatDiagnostic, parseDiagnostic } from '../text/diagnostic';
import { redacted } from '../text/redactor';
import { manyLines } from '../text/single-line';
import { colors, note, printJson } from './output';

/**
 * Prints an error and returns the exit code that belongs to it. A stack is printed only with NUCLAB_DEBUG=1.
 *
 * @param errorExitCode the code of every error but an interruption. @default - each error has its own
 */
export function reportError(error: unknown, asJson: boolean, errorExitCode?: ExitCode): number {
  const known = error instanceof NuclabError ? error : unexpected(error);
  const exitCode =
    known.exitCode === ExitCode.interrupted ? known.exitCode : (errorExitCode ?? known.exitCode);
  if (asJson) printJson({ ok: false, error: errorDocument(known, exitCode) });
  else note(known.message.split('\n').map(paint).join('\n'));
  if (process.env.NUCLAB_DEBUG === '1' && error instanceof Error)
    note(manyLines(redacted(String(error.stack))));
  return exitCode;
}

function unexpected(error: unknown): NuclabError {
  return new NuclabError({
    what: `unexpected error: ${error instanceof Error ? error.message : String(error)}`,
    fix: 'report it with the output of the same command and NUCLAB_DEBUG=1',
    exitCode: ExitCode.unexpected,
    cause: error,
  });
}

/** The error for programs: `problems` only when the error has them, as one of an inventory does. */
function errorDocument(error: NuclabError, exitCode: ExitCode): Record<string, unknown> {
  const { what, where, fix, message } = error;
  const problems = 'problems' in error ? { problems: error.problems } : {};
  return { what, where, fix, exitCode, message, ...problems };
}

function paint(line: string): string {
  const { bold, green } = colors(process.stderr);
  const { what, fix } = parseDiagnostic(line);
  return formatDiagnostic({ what: what.replace(/^\S+?:\d+:\d+:/, bold), fix }, green);
}
