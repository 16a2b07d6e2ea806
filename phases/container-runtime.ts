import { versionLabel } from './labels';
import type { Phase } from './phase';

export const containerRuntime = {
  name: 'container-runtime',
  script: 'install-container-runtime.sh',
  place: 'host',
  timeoutSeconds: 900,
  membership: 'none',
  interrupts: [
    {
      items: ['runtime_package', 'configuration', 'effective_settings'],
      inputs: ['RUNTIME_PACKAGE', 'KUBERNETES_VERSION'],
      files: ['containerd-v2.toml', 'containerd-v3.toml'],
      text: 'may restart containerd: running containers keep running, but for a few seconds none can start or stop',
    },
  ],
  inputs: {
    ...versionLabel,
    RUNTIME_PACKAGE: { label: 'containerd package' },
    MIRRORED_REGISTRIES: { label: 'mirrored registries', list: true },
  },
  files: { 'containerd-v2.toml': {}, 'containerd-v3.toml': {}, 'hosts.*.toml': {} },
} as const satisfies Phase;
