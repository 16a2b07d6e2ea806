import { join } from 'node:path';
import { ExitCode } from '../../errors/exit-codes';
import { NuclabError } from '../../errors/nuclab-error';
import { renameKubeconfig, writeKubeconfig } from './kubeconfig-file';
import type { StepRunner } from '../step-runner';
import type { OperatorTask } from './task';

/** After its script has found admin.conf in order: fetches it over the step's own connection, for the operator alone. */
export const task: OperatorTask = {
  carryOut: async (runner, { manifest }) => {
    const outcome = await runner.run();
    if (outcome.kind === 'exit' && outcome.exitCode === 0) await fetchKubeconfig(runner, manifest.lab);
    return outcome;
  },
};

/** It passes through no log. */
async function fetchKubeconfig(runner: StepRunner, lab: string): Promise<void> {
  const { link, context, reporter } = runner;
  const { KUBECONFIG_PATH: path = '' } = runner.task.step.inputs;
  const result = await link.during((session) =>
    session.exec('cat /etc/kubernetes/admin.conf', {
      sudo: true,
      timeoutSeconds: 20,
      signal: context.signal,
    }),
  );
  if (result.exitCode !== 0) {
    throw new NuclabError({
      what: `cannot read /etc/kubernetes/admin.conf: ${result.stderr.trim()}`,
      fix: `deploy again, ${link.target.name} has to be a control plane first`,
      exitCode: ExitCode.stepFailed,
    });
  }
  const text = renameKubeconfig(result.stdout, lab, `https://${link.target.address}:6443`);
  const written = writeKubeconfig(join(context.labDirectory, path), text, lab);
  if (written === 'unchanged') return;
  reporter.changed += 1;
  const kept = written === 'written-kept-old' ? `, what it held is kept in ${path}.bak` : '';
  reporter.say(`changed: kubeconfig: ${path} written (cluster-admin, for you alone)${kept}`);
}
