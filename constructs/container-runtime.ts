import { Construct } from 'constructs';
import type { ContainerRuntimeSettings } from '../inventory/types';
import { renderContainerdConfig } from '../rendering/containerd-config';
import { renderRegistryHosts } from '../rendering/registry-hosts';
import type { LabHost } from './lab-host';
import { Step } from './step';

export interface ContainerRuntimeProps extends ContainerRuntimeSettings {
  /** Exact Kubernetes version: its kubeadm names the sandbox image. */
  readonly kubernetesVersion: string;
  /** Registry to the mirrors asked before it. */
  readonly registryMirrors: Readonly<Record<string, readonly string[]>>;
}

/** containerd, configured for Kubernetes and its registry mirrors, and seen to run with that configuration. */
export class ContainerRuntime extends Construct {
  constructor(labHost: LabHost, id: string, props: ContainerRuntimeProps) {
    super(labHost, id);
    const mirrors = Object.entries(props.registryMirrors).sort(([a], [b]) => (a < b ? -1 : 1));
    new Step(this, 'Step', {
      host: labHost.host,
      phase: 'container-runtime',
      inputs: {
        RUNTIME_PACKAGE: props.package,
        KUBERNETES_VERSION: props.kubernetesVersion,
        MIRRORED_REGISTRIES: mirrors.map(([registry]) => registry).join(' '),
      },
      files: {
        // The installed containerd decides which of the two is used: 1.x reads version 2, 2.x version 3.
        'containerd-v2.toml': renderContainerdConfig(2),
        'containerd-v3.toml': renderContainerdConfig(3),
        ...Object.fromEntries(
          mirrors.map(([registry, urls]) => [`hosts.${registry}.toml`, renderRegistryHosts(registry, urls)]),
        ),
      },
    });
  }
}
