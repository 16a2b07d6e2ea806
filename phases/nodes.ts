import { clusterLabels } from './labels';
import type { Phase } from './phase';

export const nodes = {
  name: 'nodes',
  script: 'configure-nodes.sh',
  place: 'cluster',
  timeoutSeconds: 900,
  membership: 'none',
  interrupts: [
    {
      items: ['registered', 'settings', 'nodes_ready', 'flannel_everywhere', 'system_pods', 'cluster_dns'],
      inputs: [
        'NODES',
        'CONTROL_PLANE_NODES',
        'SCHEDULABLE_CONTROL_PLANE',
        'DNS_DOMAIN',
        'LAB',
        'API_ENDPOINT',
        'SEMESTER',
      ],
      files: ['node-settings'],
      text: 'currently cordoned: the step nodes makes it schedulable again',
      hosts: ({ cordoned }) => cordoned,
    },
    {
      items: ['settings'],
      inputs: [],
      files: ['node-settings'],
      text: 'NoExecute taint in lab.yaml: where it is new, pods that do not tolerate it are evicted',
      hosts: ({ hosts }) =>
        hosts
          .filter(({ taints }) => taints.some(({ effect }) => effect === 'NoExecute'))
          .map(({ name }) => name),
    },
  ],
  inputs: {
    ...clusterLabels,
    DNS_DOMAIN: { label: 'DNS domain' },
    SCHEDULABLE_CONTROL_PLANE: { label: 'pods on the control plane' },
    CONTROL_PLANE_NODES: { label: 'control-plane nodes', list: true },
    NODES: { label: 'nodes', list: true },
  },
  files: { 'node-settings': { changed: 'labels or taints changed (the file node-settings)' } },
} as const satisfies Phase;
