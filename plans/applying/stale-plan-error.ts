import { ExitCode } from '../../errors/exit-codes';
import { NuclabError } from '../../errors/nuclab-error';

/** Changes that the message names before it counts. */
const named = 5;

/** What a saved plan was made from is no longer so. */
export class StalePlanError extends NuclabError {
  /** All changes: `nuc02/base: swap is on (/swapfile), applied off`. */
  readonly problems: readonly string[];

  /** @param since what changed, e.g. `the inventory or nuclab` */
  constructor(since: string, problems: readonly string[]) {
    const more = problems.length > named ? `; and ${problems.length - named} more` : '';
    super({
      what: `the saved plan is stale, ${since} changed since it was made: ${problems.slice(0, named).join('; ')}${more}`,
      fix: 'run `nuclab plan` again, review it and apply that plan',
      exitCode: ExitCode.invalidInput,
    });
    this.problems = problems;
  }
}
