/**
 * What Terraform starts, once for each step, in the synthesised stack folder: `main.js apply nuc01/base` or
 * `main.js destroy nuc01/membership`. docs/runner.md describes it. The way of one step from its start to its log belongs in
 * runner/, with what happens on this computer in tasks/; which steps there are, and why they run, is not known here.
 */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { ExitCode } from '../errors/exit-codes';
import { Redactor } from '../text/redactor';
import { manyLines } from '../text/single-line';
import { NuclabError } from '../errors/nuclab-error';
import { deployer, deploymentOf } from '../locks/deployment';
import { LockDaemonClient } from '../locks/lock-daemon-client';
import { socketPath } from '../locks/socket-path';
import { sshContext } from '../ssh/context';
import type { Connect } from '../ssh/types';
import { assetsDirectory } from '../manifest/program';
import { leavingStep } from './leaving-step';
import { findStep, readManifest } from '../manifest/manifest-file';
import { runStep } from './run-step';
import { owner, watchForEnd } from '../locks/operator-process';
import { parseRequest, type RunnerRequest } from './runner-request';
import { stepDigest } from '../manifest/step-digest';
import { StepError } from './step-failure';
import type { RunnerContext } from './step-runner';

// Loaded when a host is to be reached: it takes its time, in which the lock daemon starts.
const load = createRequire(__filename);
const connect: Connect = (target, ssh) =>
  (load('../ssh/connect') as typeof import('../ssh/connect')).connect(target, ssh);

async function main(redactor: Redactor): Promise<void> {
  const request = parseRequest(process.argv.slice(2), process.env);
  const manifest = readManifest(process.cwd());
  const labDirectory = resolve(manifest.labDirectory);
  const { signal, stop } = watchForEnd();
  const daemon = lockDaemon(labDirectory);
  const context: RunnerContext = {
    connect,
    holdLock: (target) => daemon.hold(target),
    ssh: sshContext(manifest, labDirectory),
    labDirectory,
    assetsDirectory: assetsDirectory(),
    redactor,
    print: (line) => process.stdout.write(`${line}\n`),
    signal,
    owner: owner(),
  };
  try {
    const leaving = request.mode === 'destroy' ? request.leaving : undefined;
    const step =
      leaving === undefined
        ? findStep(manifest, request.stepId)
        : leavingStep(request.stepId, leaving, context.assetsDirectory);
    if (request.mode === 'apply') refuseStalePlan(request, stepDigest(step));
    await daemon.start();
    await runStep(manifest, step, context, leaving);
  } finally {
    stop();
  }
}

/** One for all steps of the deployment; it takes the locks while the runner connects. */
function lockDaemon(labDirectory: string): LockDaemonClient {
  const deployment = deploymentOf(deployer(), labDirectory);
  return new LockDaemonClient({ path: socketPath(deployment), pid: deployment.pid });
}

function refuseStalePlan(request: RunnerRequest & { mode: 'apply' }, digest: string): void {
  if (request.plannedDigest === undefined || request.plannedDigest === digest) return;
  throw new NuclabError({
    where: request.stepId,
    what: 'the plan was made from different inputs than steps.json now holds',
    fix: 'plan again and apply that plan',
    exitCode: ExitCode.invalidInput,
  });
}

/** Terraform keeps only the end of what a program prints: cause, fix and the log's path come last. */
function report(error: unknown, redactor: Redactor): ExitCode {
  if (error instanceof NuclabError) {
    const log = error instanceof StepError ? `log: ${error.logPath}\n` : '';
    process.stderr.write(`${redactor.text(error.message)}\n${log}`);
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${redactor.text(manyLines(text))}\n`);
  return ExitCode.unexpected;
}

const redactor = new Redactor();
for (const name of ['NUCLAB_SUDO_PASSWORD', 'NUCLAB_SSH_PASSPHRASE']) {
  const secret = process.env[name];
  if (secret !== undefined) redactor.add(secret);
}
main(redactor)
  .catch((error: unknown) => report(error, redactor))
  .then(
    // Open handles, such as an agent's socket, must not keep Terraform waiting.
    (code) => process.exit(code ?? ExitCode.ok),
    () => process.exit(ExitCode.unexpected),
  );
