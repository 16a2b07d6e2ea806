import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import type { ManifestStep, StepManifest } from '../manifest/manifest';
import { findHost } from '../manifest/manifest-file';
import { clusterPlace } from '../phases/step-address';
import { sshTarget } from '../ssh/context';
import { SshError } from '../ssh/ssh-error';
import type { SshTarget } from '../ssh/types';
import { leavingTarget } from './leaving-step';
import type { LeavingHost } from './runner-request';
import type { UnitOutcome } from './run-unit';

/** A cluster's script ends with it when the API server does not respond on the host it was sent to. */
const apiServerSilent = 21;

/**
 * Where a step is carried out: on its host, or through the first of these control planes that can.
 *
 * @throws NuclabError `invalidInput` when the manifest does not know the host, or a cluster's step has no control plane
 */
export function stepTargets(manifest: StepManifest, step: ManifestStep, leaving?: LeavingHost): SshTarget[] {
  if (leaving !== undefined) return [leavingTarget(manifest, leaving)];
  if (step.place !== clusterPlace) return [sshTarget(findHost(manifest, step.place), manifest.ssh)];
  const targets = controlPlaneTargets(manifest);
  if (targets.length > 0) return targets;
  throw new NuclabError({
    where: step.id,
    what: 'steps.json names no control plane',
    fix: 'synthesise and plan again, the plan is older than the inventory',
    exitCode: ExitCode.invalidInput,
  });
}

/** The control planes of the lab, in the order in which they are asked. */
export function controlPlaneTargets(manifest: StepManifest): SshTarget[] {
  return manifest.controlPlanes.map((name) => sshTarget(findHost(manifest, name), manifest.ssh));
}

/** Why the next control plane has to be asked; undefined when this one gave an answer, good or bad. */
export function cannotServe(outcome: UnitOutcome): string | undefined {
  const silent = outcome.kind === 'exit' && outcome.exitCode === apiServerSilent;
  return silent ? 'its API server does not respond' : undefined;
}

/** Whether nothing was started on the host: where a connection was lost in the middle, its work may still run. */
export function isNotStarted(error: unknown): error is SshError {
  return (
    error instanceof SshError && error.exitCode === ExitCode.unreachable && error.kind !== 'command-timeout'
  );
}
