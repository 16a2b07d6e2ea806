import { clusterLabels, hostLabels } from './labels';
import type { Phase } from './phase';

export const membership = {
  name: 'membership',
  script: 'leave-cluster.sh',
  place: 'host',
  timeoutSeconds: 300,
  membership: 'leaves',
  // A report says of a host that leaves what it loses, not what it interrupts: plans/reporting/leaving-effects.ts.
  interrupts: [],
  inputs: { ...clusterLabels, ...hostLabels, ROLE: { label: 'role' } },
  files: {},
  task: { name: 'leave' },
} as const satisfies Phase;
