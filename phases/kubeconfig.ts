import { clusterLabels } from './labels';
import type { Phase } from './phase';

export const kubeconfig = {
  name: 'kubeconfig',
  script: 'check-kubeconfig.sh',
  place: 'cluster',
  timeoutSeconds: 120,
  membership: 'none',
  interrupts: [],
  inputs: { ...clusterLabels, KUBECONFIG_PATH: { label: 'path of the kubeconfig' } },
  files: {},
  task: { name: 'kubeconfig', kubeconfigInput: 'KUBECONFIG_PATH' },
} as const satisfies Phase;
