import { versionLabel } from './labels';
import type { Phase } from './phase';

export const kubernetesPackages = {
  name: 'kubernetes-packages',
  script: 'install-kubernetes-packages.sh',
  place: 'host',
  timeoutSeconds: 900,
  membership: 'none',
  // The packages are held, and their scripts restart no kubelet that runs.
  interrupts: [],
  inputs: {
    ...versionLabel,
    REPOSITORY_URL: { label: 'package repository' },
    REPOSITORY_KEY_FINGERPRINT: { label: 'key of the package repository' },
  },
  files: {},
  refusesVersionOf: 'kubelet',
} as const satisfies Phase;
