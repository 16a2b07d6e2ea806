import { kubeletItems, podsStartedAnew } from './kubelet-interruptions';
import { clusterLabels, hostLabels, versionLabel } from './labels';
import type { Phase } from './phase';

const identity = ['API_ENDPOINT', 'HOST_NAME', 'HOST_ADDRESS', 'LAB', 'SEMESTER'] as const;

export const worker = {
  name: 'worker',
  script: 'join-worker.sh',
  place: 'host',
  timeoutSeconds: 600,
  membership: 'worker',
  interrupts: [
    {
      items: ['joined', ...kubeletItems],
      inputs: ['KUBERNETES_VERSION', ...identity],
      files: [],
      text: 'may restart kubelet: pods keep running',
    },
    {
      items: ['joined'],
      inputs: identity,
      files: [],
      text: 'reset and joined again if the cluster no longer accepts its credentials: its pods end',
    },
    podsStartedAnew,
  ],
  inputs: {
    SEMESTER: clusterLabels.SEMESTER,
    LAB: clusterLabels.LAB,
    ...hostLabels,
    API_ENDPOINT: clusterLabels.API_ENDPOINT,
    ...versionLabel,
  },
  files: {},
  task: { name: 'join' },
} as const satisfies Phase;
