import type { NetworkSettings } from '../inventory/types';

/** What decides which ports a host opens: its role in the cluster, and how packets of pods travel between hosts. */
export interface OpenPortsProps {
  readonly role: 'control-plane' | 'worker';
  readonly backend: NetworkSettings['backend'];
}

/**
 * The ports that a firewall on the host must open, as prepare-host.sh reads them: `6443/tcp` from everywhere,
 * `10250/tcp@peers` from the lab's own hosts only. Empty entries never occur; the order is fixed.
 *
 * From everywhere: the API server (students' kubectl) and NodePorts (their browsers). From the lab's hosts: kubelet,
 * flannel's tunnel, and on the control plane etcd. The scheduler's and the controller manager's ports (10259, 10257)
 * stay closed, since kubeadm binds them to the loopback address.
 */
export function renderOpenPorts({ role, backend }: OpenPortsProps): string {
  return [
    ...(role === 'control-plane' ? ['6443/tcp', '2379-2380/tcp@peers'] : []),
    '10250/tcp@peers',
    ...(backend === 'vxlan' ? ['8472/udp@peers'] : []),
    '30000-32767/tcp',
    '30000-32767/udp',
  ].join(' ');
}
