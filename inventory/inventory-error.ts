import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { placeOf, problemLine, type Problem } from './problem';

/**
 * The inventory cannot be used. Holds every problem found, in the order of the file; the message has one line for each.
 * No other error is thrown for an inventory, however broken it is.
 */
export class InventoryError extends NuclabError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly [Problem, ...Problem[]]) {
    const [first] = problems;
    super({
      what: problems.length === 1 ? first.what : `${problems.length} problems in the inventory`,
      where: problems.length === 1 ? placeOf(first) : first.file,
      fix: problems.length === 1 ? first.fix : 'fix each line named above',
      exitCode: ExitCode.invalidInput,
    });
    this.message = problems.map(problemLine).join('\n');
    this.problems = problems;
  }
}
