import { kubeletItems, podsStartedAnew } from './kubelet-interruptions';
import { clusterLabels, hostLabels, versionLabel } from './labels';
import type { Phase } from './phase';

export const controlPlane = {
  name: 'control-plane',
  script: 'init-control-plane.sh',
  place: 'host',
  timeoutSeconds: 900,
  membership: 'control-plane',
  interrupts: [
    {
      items: ['manifests'],
      inputs: [],
      files: [],
      text: 'may restart API server, etcd, controller manager or scheduler: kubectl gets no answer meanwhile, pods keep running',
    },
    {
      items: ['kubeconfigs', 'identity', ...kubeletItems],
      inputs: ['KUBERNETES_VERSION', 'HOST_NAME', 'HOST_ADDRESS', 'LAB', 'SEMESTER'],
      files: [],
      text: 'may restart kubelet: API server, etcd and pods keep running',
    },
    podsStartedAnew,
  ],
  inputs: {
    SEMESTER: clusterLabels.SEMESTER,
    LAB: clusterLabels.LAB,
    ...hostLabels,
    ...versionLabel,
  },
  files: {
    'kubeadm.yaml': {
      withoutEffect: {
        text: 'the control plane already exists, and kubeadm.yaml is read only when one is created: the change does not reach it',
        fix: 'make the same change in the running cluster with kubeadm',
      },
    },
  },
  refusesVersionOf: 'api-server',
} as const satisfies Phase;
