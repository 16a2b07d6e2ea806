import { phasesOfNodes } from '../phases';
import { membership } from '../phases/membership';
import { sshTarget } from '../ssh/context';
import type { SshTarget } from '../ssh/types';
import type { ManifestHost, ManifestStep, StepManifest } from '../manifest/manifest';
import type { LeavingHost } from './runner-request';
import { scriptBundle } from '../manifest/script-bundle';

/** The step that resets a host, made from what the state remembers of it. */
export function leavingStep(stepId: string, leaving: LeavingHost, assetsDirectory: string): ManifestStep {
  return {
    id: stepId,
    place: leaving.name,
    phase: membership.name,
    script: membership.script,
    scriptSha256: scriptBundle(assetsDirectory, membership.script).sha256,
    inputs: {
      HOST_NAME: leaving.name,
      HOST_ADDRESS: leaving.address,
      ROLE: leaving.role,
      LAB: leaving.lab,
      API_ENDPOINT: leaving.apiEndpoint,
      MEMBERSHIP_PHASES: phasesOfNodes.map(({ name }) => name).join(' '),
    },
    files: {},
    assets: [],
    reason: `leaves the cluster of ${leaving.lab}`,
    timeoutSeconds: membership.timeoutSeconds,
  };
}

/** Where the leaving host is reached: under the address of the state, with the user and port of the inventory, if it is in it. */
export function leavingTarget(manifest: StepManifest, leaving: LeavingHost): SshTarget {
  const known = manifest.hosts.find((host) => host.name === leaving.name);
  return sshTarget({ ...known, name: leaving.name, address: leaving.address }, manifest.ssh);
}

/** The control plane that forgets the node; undefined when the host is that control plane itself. */
export function forgettingControlPlane(manifest: StepManifest, leaving: LeavingHost): SshTarget | undefined {
  const address = leaving.apiEndpoint.slice(0, leaving.apiEndpoint.lastIndexOf(':'));
  if (address === leaving.address) return undefined;
  const host: ManifestHost = manifest.hosts.find((candidate) => candidate.address === address) ?? {
    name: address,
    address,
  };
  return sshTarget(host, manifest.ssh);
}
