import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { SshError } from '../ssh/ssh-error';
import { singleLine } from '../text/single-line';
import type { HostProblem } from './lab-facts';

/** Why a host gave no facts, in the words of the error that ended its exchange. */
export function hostProblem(error: unknown, name: string): HostProblem {
  if (error instanceof SshError) {
    const { kind, what, fix = 'run it again', exitCode } = error;
    const where = otherPlace(error, name);
    return { kind, what: singleLine(what), fix, exitCode, ...(where === undefined ? {} : { where }) };
  }
  if (error instanceof NuclabError) {
    const fix = error.fix ?? `log in to ${name} and see what is wrong`;
    return { kind: 'facts', what: singleLine(error.what), fix, exitCode: ExitCode.unreachable };
  }
  return {
    kind: 'facts',
    what: singleLine(`unexpected error: ${String(error)}`),
    fix: 'report it to the authors of nuclab',
    exitCode: ExitCode.unexpected,
  };
}

/** Reports name the host already; a bastion, in place of it or on the way to it, has to be named. */
function otherPlace({ where }: SshError, name: string): string | undefined {
  const isHost = where === undefined || (where.split(' ')[0] === name && /^[^ ]+( \([^ ]+\))?$/.test(where));
  return isHost ? undefined : where;
}
