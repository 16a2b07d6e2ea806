import { payloadCommand, renderPayload } from '../../exchange/payload';
import { ExitCode } from '../../errors/exit-codes';
import { NuclabError } from '../../errors/nuclab-error';
import { SshError } from '../../ssh/ssh-error';
import type { SshTarget } from '../../ssh/types';
import type { UnitOutcome } from '../run-unit';
import type { StepRunner } from '../step-runner';
import { programText } from '../../exchange/step-task';

const drainSeconds = 60;
/** Work on this host's membership that may still run when it is told to leave. */
const membershipPhases = ['worker', 'control-plane', 'nodes'];

export interface LeaveOptions {
  /** Drains and deletes the node. @default - nobody: the host is only reset */
  readonly controlPlane?: SshTarget;
  /** The operator gave the host up: not reaching it is no failure. */
  readonly abandoned: boolean;
}

/** A host leaves its cluster: drained and deleted on the control plane, then reset, in this order. */
export async function leaveHandOff(runner: StepRunner, options: LeaveOptions): Promise<UnitOutcome> {
  if (options.controlPlane !== undefined) await removeNode(runner, options.controlPlane);
  try {
    return await runner.run({ waitFor: membershipPhases });
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    const { host } = runner.task.step;
    if (options.abandoned) {
      runner.reporter.say(`warning: ${host} is abandoned: it was not reset and still holds its credentials`);
      return { kind: 'exit', exitCode: 0 };
    }
    throw new NuclabError({
      what: `${error.what}, so ${host} cannot be reset and still believes to be a node`,
      fix: `switch ${host} on and deploy again, or give it up with NUCLAB_ABANDON=${host}`,
      exitCode: ExitCode.unreachable,
      cause: error,
    });
  }
}

async function removeNode(runner: StepRunner, target: SshTarget): Promise<void> {
  const { context, reporter, task } = runner;
  const controlPlane = runner.linkTo(target, context.signal);
  const stdin = renderPayload({
    program: programText(context.assetsDirectory, 'remove-node.sh'),
    calls: [['remove_node', task.step.inputs.HOST_NAME ?? task.step.host, String(drainSeconds)]],
  });
  try {
    const result = await controlPlane.during((session) =>
      session.exec(payloadCommand, {
        sudo: true,
        stdin,
        timeoutSeconds: drainSeconds + 60,
        onStdoutLine: (line) => reporter.hostLine(line),
        signal: context.signal,
      }),
    );
    if (result.exitCode !== 0) reporter.say(notRemoved(task.step.host, target.name, 'see the lines above'));
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    reporter.say(notRemoved(task.step.host, target.name, error.what));
  }
}

function notRemoved(host: string, controlPlane: string, why: string): string {
  return `warning: the Node object of ${host} could not be deleted on ${controlPlane} (${why}); delete it with kubectl delete node ${host}`;
}

function isUnreachable(error: unknown): error is NuclabError {
  return (
    error instanceof NuclabError &&
    error.exitCode === ExitCode.unreachable &&
    !(error instanceof SshError && error.kind === 'command-timeout')
  );
}
