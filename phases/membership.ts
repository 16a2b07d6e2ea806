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
  inputs: {
    SEMESTER: clusterLabels.SEMESTER,
    LAB: clusterLabels.LAB,
    ...hostLabels,
    ROLE: { label: 'role' },
    API_ENDPOINT: clusterLabels.API_ENDPOINT,
  },
  files: {},
  task: { name: 'leave' },
} as const satisfies Phase;
