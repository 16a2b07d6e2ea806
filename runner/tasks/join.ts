import { renderJoinConfiguration } from '../../rendering/kubeadm-join';
import { payloadCommand, renderPayload } from '../../exchange/payload';
import { ExitCode } from '../../errors/exit-codes';
import { NuclabError } from '../../errors/nuclab-error';
import { mintToken, revokeToken, type BootstrapToken } from './bootstrap-token';
import { checkStep } from '../../exchange/check-step';
import { programText } from '../../exchange/step-task';
import { ControlPlanes } from './control-planes';
import type { UnitOutcome } from '../run-unit';
import type { StepRunner } from '../step-runner';
import type { OperatorTask } from './task';

/** How kubeadm says that a token is no longer valid. */
const tokenRefused =
  /token .*(expired|invalid|not found|unknown)|could not find a JWS signature|invalid bearer token|\bUnauthorized\b/i;

/** Items of the script after whose change the Node object is a new one, without the labels and taints it had. */
const registersAnew = /^changed: (joined|registered): /;

/**
 * The `worker` step: checks whether the host is a member, follows a join that runs already, and only for a join that
 * has to be done has the control plane make a token, which is revoked however the join ends. A node that registered
 * anew gets its labels and taints back: kubelet may not set those itself.
 */
export const task: OperatorTask = {
  carryOut: async (runner, { manifest }) => {
    const controlPlanes = new ControlPlanes(runner, manifest);
    const outcome = await joinOrRun(runner, controlPlanes);
    if (runner.reporter.tail.some((line) => registersAnew.test(line)))
      await restoreSettings(runner, controlPlanes);
    return outcome;
  },
};

async function joinOrRun(runner: StepRunner, controlPlanes: ControlPlanes): Promise<UnitOutcome> {
  for (let joins = 0; ;) {
    const found = await memberOf(runner);
    if (found === 'running') {
      const outcome = await runner.run({ attachOnly: true });
      if (outcome.kind === 'exit' && outcome.exitCode === 0) return outcome;
      runner.reporter.startOver();
      continue;
    }
    if (found === 'joined') return runner.run();
    const outcome = await joinWithToken(runner, controlPlanes);
    joins += 1;
    const refused =
      outcome.kind === 'exit' && outcome.exitCode !== 0 && runner.reporter.tail.some(isTokenRefusal);
    if (!refused || joins === 2) return outcome;
    runner.reporter.say('warning: the cluster refused the join token; trying once more with a new one');
    runner.reporter.startOver();
  }
}

/** What the host needs: a join, or only the script for a host that is a member already. */
async function memberOf(runner: StepRunner): Promise<'not-joined' | 'joined' | 'running'> {
  const { assetsDirectory, signal } = runner.context;
  const adminUser = runner.link.target.user;
  const result = await runner.link.during((session) =>
    checkStep(session, runner.task, { assetsDirectory, adminUser, signal }),
  );
  if (result.result === 'differs') {
    for (const { item, text } of result.differences) runner.reporter.note(`differs: ${item}: ${text}`);
  }
  // A check that fails is no reason not to try: the apply mode finds out and says why.
  if (result.result === 'failed') runner.reporter.note(`check: ${result.what}`);
  if (result.result === 'running') return 'running';
  const joins = result.result === 'differs' && result.differences.some(({ item }) => item === 'joined');
  return joins || result.result === 'failed' ? 'not-joined' : 'joined';
}

/** Bounded as the rest of the step; where the step `nodes` has not run yet there is nothing to restore. */
async function restoreSettings(runner: StepRunner, controlPlanes: ControlPlanes): Promise<void> {
  const { place: host } = runner.task.step;
  const stdin = renderPayload({
    program: programText(runner.context.assetsDirectory, 'restore-settings.sh'),
    calls: [['restore_settings', host]],
  });
  const { exitCode, stderr } = await controlPlanes.ask((link) =>
    link.during((session) => session.exec(payloadCommand, { sudo: true, stdin, timeoutSeconds: 30 })),
  );
  if (exitCode === 0) return;
  const said = stderr.trim().split('\n').at(-1) ?? `exit ${exitCode}`;
  runner.reporter.say(
    `warning: labels and taints of ${host} were not restored (${said}); the next plan sets them`,
  );
}

async function joinWithToken(runner: StepRunner, controlPlanes: ControlPlanes): Promise<UnitOutcome> {
  const { redactor, assetsDirectory, signal } = runner.context;
  const { place: host, inputs } = runner.task.step;
  const minted = await controlPlanes.ask((link) => mintToken(link, host, redactor, assetsDirectory));
  try {
    if (signal?.aborted === true)
      throw new NuclabError({ what: 'interrupted', exitCode: ExitCode.interrupted });
    runner.reporter.note(`join token ${minted.id} made on ${controlPlanes.name}, valid for 10 min`);
    return await runner.run({
      secrets: [{ path: 'secret/join.yaml', text: joinConfiguration(inputs, minted) }],
    });
  } finally {
    await revoke(runner, controlPlanes, minted.id);
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
async function revoke(runner: StepRunner, controlPlanes: ControlPlanes, id: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer within 8 s')), 8000);
  });
  try {
    await Promise.race([
      controlPlanes.ask((link) => revokeToken(link, id, runner.context.assetsDirectory)),
      late,
    ]);
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
