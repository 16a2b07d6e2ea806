/** Items of both joining scripts whose change may restart kubelet. */
export const kubeletItems = [
  'kubelet_files',
  'registered',
  'kubelet_healthy',
  'kubelet_version',
  'pod_addresses',
] as const;

/** Pods that were started before the pod network had its present range. */
export const podsStartedAnew = {
  items: ['registered', 'pod_addresses'],
  inputs: [],
  files: [],
  text: 'pods with addresses of the old range are stopped and started again',
} as const;
