/**
 * errors/ holds what a person is told when something is wrong, and the exit codes. What belongs here is used by every room; an
 * error of one room alone (`SshError`) stays in that room.
 */
import { formatDiagnostic, type Diagnostic } from '../text/diagnostic';
import { singleLine } from '../text/single-line';
import { ExitCode } from './exit-codes';

export interface NuclabErrorProps extends Diagnostic {
  readonly exitCode: ExitCode;
  readonly cause?: unknown;
}

/** Much is told in one message only where it lists things, such as what changed since a plan was made. */
const longest = 2000;

/** An error a person can act on: printed as `where: what; fix: …`, without a stack. */
export class NuclabError extends Error implements Diagnostic {
  readonly what: string;
  readonly where?: string;
  readonly fix?: string;
  readonly exitCode: ExitCode;

  constructor({ what, where, fix, exitCode, cause }: NuclabErrorProps) {
    // Here, so that nobody who repeats the words of a host or a server can forget it.
    const said: Diagnostic = {
      what: singleLine(what, longest),
      where: where === undefined ? undefined : singleLine(where, longest),
      fix: fix === undefined ? undefined : singleLine(fix, longest),
    };
    super(formatDiagnostic(said), cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.what = said.what;
    this.where = said.where;
    this.fix = said.fix;
    this.exitCode = exitCode;
  }
}
