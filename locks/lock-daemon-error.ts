import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';

/** What a runner is told of an error in its lock daemon: one for which there are words stays as it is. */
export function lockDaemonError(error: unknown): NuclabError {
  if (error instanceof NuclabError) return error;
  return new NuclabError({
    what: `the lock daemon failed: ${error instanceof Error ? error.message : String(error)}`,
    fix: 'deploy again, and report it if it happens again',
    exitCode: ExitCode.unexpected,
    cause: error,
  });
}
