/** The flannel release that is installed, without `v`. */
export const FLANNEL_VERSION = '0.27.4';
export const flannelNamespace = 'kube-flannel';
export const flannelLabels = { app: 'flannel', 'k8s-app': 'flannel', tier: 'node' } as const;
