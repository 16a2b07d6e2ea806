import { renderJoinConfiguration } from '../../rendering/kubeadm-join';
import { ExitCode } from '../../errors/exit-codes';
import { NuclabError } from '../../errors/nuclab-error';
import type { SshTarget } from '../ssh/types';
import { mintToken, revokeToken, type BootstrapToken } from './bootstrap-token';
import { checkStep } from './check-step';
import type { HostLink } from './host-link';
import type { UnitOutcome } from './run-unit';
import type { StepRunner } from './step-runner';

/** How kubeadm says that a token is none any more. */
const tokenRefused =
  /token .*(expired|invalid|not found|unknown)|could not find a JWS signature|invalid bearer token|\bUnauthorized\b/i;

/**
 * The `worker` step: looks whether the host is a member, follows a join that runs already, and only for a join that
 * has to be done has the control plane make a token, which is revoked however the join ends.
 */
export async function joinHandOff(runner: StepRunner, controlPlaneTarget: SshTarget): Promise<UnitOutcome> {
  // Without the abort signal: a token that was made is revoked even when the operator interrupts.
  const controlPlane = runner.linkTo(controlPlaneTarget);
  for (let joins = 0; ;) {
    const found = await look(runner);
    if (found === 'running') {
      const outcome = await runner.run({ attachOnly: true });
      if (outcome.kind === 'exit' && outcome.exitCode === 0) return outcome;
      runner.reporter.startOver();
      continue;
    }
    if (found === 'in-place') return runner.run();
    const outcome = await join(runner, controlPlane);
    joins += 1;
    const refused =
      outcome.kind === 'exit' && outcome.exitCode !== 0 && runner.reporter.tail.some(isTokenRefusal);
    if (!refused || joins === 2) return outcome;
    runner.reporter.say('warning: the cluster refused the join token, tries once more with a new one');
    runner.reporter.startOver();
  }
}

async function look(runner: StepRunner): Promise<'in-place' | 'differs' | 'running'> {
  const { assetsDirectory, signal } = runner.context;
  const adminUser = runner.link.target.user;
  const result = await runner.link.during((session) =>
    checkStep(session, runner.task, { assetsDirectory, adminUser, signal }),
  );
  if (result.result === 'differs') {
    for (const { item, text } of result.differences) runner.reporter.note(`differs: ${item}: ${text}`);
  }
  // A check that cannot look is no reason not to try: the apply mode finds out and says why.
  if (result.result === 'failed') runner.reporter.note(`check: ${result.what}`);
  return result.result === 'failed' ? 'differs' : result.result;
}

async function join(runner: StepRunner, controlPlane: HostLink): Promise<UnitOutcome> {
  const { redactor, assetsDirectory, signal } = runner.context;
  const { host, inputs } = runner.task.step;
  const minted = await mintToken(controlPlane, host, redactor, assetsDirectory);
  try {
    if (signal?.aborted === true)
      throw new NuclabError({ what: 'interrupted', exitCode: ExitCode.interrupted });
    runner.reporter.note(`join token ${minted.id} made on ${controlPlane.target.name}, valid for 10 min`);
    return await runner.run({
      secrets: [{ path: 'secret/join.yaml', text: joinConfiguration(inputs, minted) }],
    });
  } finally {
    await revoke(runner, controlPlane, minted.id);
  }
}

function joinConfiguration(inputs: Readonly<Record<string, string>>, minted: BootstrapToken): string {
  return renderJoinConfiguration({
    kubernetesVersion: inputs.KUBERNETES_VERSION ?? '',
    nodeName: inputs.HOST_NAME ?? '',
    nodeAddress: inputs.HOST_ADDRESS ?? '',
    apiEndpoint: inputs.API_ENDPOINT ?? '',
    token: minted.token,
    caCertHash: minted.caCertHash,
  });
}

/** Bounded, since an interrupted runner has ten seconds to end; the token's own ten minutes are the net below. */
async function revoke(runner: StepRunner, controlPlane: HostLink, id: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer within 8 s')), 8000);
  });
  try {
    await Promise.race([revokeToken(controlPlane, id, runner.context.assetsDirectory), late]);
    runner.reporter.note(`join token ${id} revoked`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    runner.reporter.say(`warning: join token ${id} could not be revoked (${why}); it expires within 10 min`);
  } finally {
    clearTimeout(timer);
  }
}

function isTokenRefusal(line: string): boolean {
  return tokenRefused.test(line);
}
