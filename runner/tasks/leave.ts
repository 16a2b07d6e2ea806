import { payloadCommand, renderPayload } from '../../exchange/payload';
import { ExitCode } from '../../errors/exit-codes';
import { NuclabError } from '../../errors/nuclab-error';
import { SshError } from '../../ssh/ssh-error';
import type { SshTarget } from '../../ssh/types';
import { phasesOfNodes } from '../../phases';
import { forgettingControlPlane } from '../leaving-step';
import type { StepRunner } from '../step-runner';
import type { OperatorTask } from './task';
import { programText } from '../../exchange/step-task';

const drainSeconds = 60;
/** Work that may still run when the host is told to leave. */
const endFirst = phasesOfNodes.map(({ name }) => name);

/** A host leaves its cluster: drained and deleted on the control plane, then reset, in this order. */
export const task: OperatorTask = {
  carryOut: async (runner, { manifest, leaving }) => {
    if (leaving === undefined) throw new Error(`${runner.task.step.id} has no host that leaves`);
    const controlPlane = forgettingControlPlane(manifest, leaving);
    if (controlPlane !== undefined) await removeNode(runner, controlPlane);
    try {
      return await runner.run({ waitFor: endFirst });
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      const { name } = leaving;
      if (leaving.abandoned) {
        runner.reporter.say(
          `warning: ${name} is abandoned: it was not reset and still holds its credentials`,
        );
        return { kind: 'exit', exitCode: 0 };
      }
      throw new NuclabError({
        what: `${error.what}, so ${name} cannot be reset and still acts as a node`,
        fix: `switch ${name} on and deploy again, or give it up with NUCLAB_ABANDON=${name}`,
        exitCode: ExitCode.unreachable,
        cause: error,
      });
    }
  },
};

async function removeNode(runner: StepRunner, target: SshTarget): Promise<void> {
  const { context, reporter, task } = runner;
  const controlPlane = runner.linkTo(target, context.signal);
  const stdin = renderPayload({
    program: programText(context.assetsDirectory, 'remove-node.sh'),
    calls: [['remove_node', task.step.inputs.HOST_NAME ?? task.step.place, String(drainSeconds)]],
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
    if (result.exitCode !== 0) reporter.say(notRemoved(task.step.place, target.name, 'see the lines above'));
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    reporter.say(notRemoved(task.step.place, target.name, error.what));
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
