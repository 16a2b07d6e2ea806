import { kubeadmExtraArgs } from './kubeadm-api-version';
import type { KubeadmApiVersion, KubeadmExtraArgs } from './kubeadm-api-version';

/** containerd's socket. Explicit, because a host with Docker has two sockets, and kubeadm then refuses to choose. */
export const criSocket = 'unix:///run/containerd/containerd.sock';

export interface NodeRegistration {
  readonly name: string;
  readonly criSocket: string;
  readonly kubeletExtraArgs: KubeadmExtraArgs;
  readonly imagePullSerial?: boolean;
}

/**
 * How a node registers itself. The address is given, because with several network cards or a 127.0.1.1 line in
 * the hosts file kubelet would choose another one. Images are pulled in parallel where kubeadm supports it.
 */
export function nodeRegistration(
  apiVersion: KubeadmApiVersion,
  nodeName: string,
  nodeAddress: string,
): NodeRegistration {
  return {
    name: nodeName,
    criSocket,
    kubeletExtraArgs: kubeadmExtraArgs(apiVersion, { 'node-ip': nodeAddress }),
    ...(apiVersion === 'kubeadm.k8s.io/v1beta3' ? {} : { imagePullSerial: false }),
  };
}
