import { clusterLabels } from './labels';
import type { Phase } from './phase';

export const network = {
  name: 'network',
  script: 'install-network.sh',
  place: 'cluster',
  timeoutSeconds: 600,
  membership: 'none',
  interrupts: [
    {
      items: ['flannel_objects'],
      inputs: ['FLANNEL_VERSION', 'POD_SUBNET', 'BACKEND'],
      files: ['flannel.yaml'],
      text: 'may restart flannel on every node: traffic between pods may stall for a few seconds',
    },
  ],
  inputs: {
    ...clusterLabels,
    FLANNEL_VERSION: { label: 'flannel version' },
    BACKEND: { label: 'flannel backend' },
    POD_SUBNET: { label: 'pod subnet' },
  },
  files: { 'flannel.yaml': {} },
} as const satisfies Phase;
