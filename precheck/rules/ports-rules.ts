import type { Listener } from '../../facts';
import type { Problem } from '../../errors/finding';
import type { HostContext, HostRule } from '../rule';

interface NeededPort {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly owner: string;
  readonly controlPlaneOnly: boolean;
}

const NEEDED: readonly NeededPort[] = [
  { protocol: 'tcp', port: 6443, owner: 'kube-apiserver', controlPlaneOnly: true },
  { protocol: 'tcp', port: 2379, owner: 'etcd', controlPlaneOnly: true },
  { protocol: 'tcp', port: 2380, owner: 'etcd', controlPlaneOnly: true },
  { protocol: 'tcp', port: 10250, owner: 'kubelet', controlPlaneOnly: false },
  { protocol: 'tcp', port: 10257, owner: 'kube-controller-manager', controlPlaneOnly: true },
  { protocol: 'tcp', port: 10259, owner: 'kube-scheduler', controlPlaneOnly: true },
];
const VXLAN: NeededPort = { protocol: 'udp', port: 8472, owner: 'flannel', controlPlaneOnly: false };

/** A port held by this lab's own component is in its place; held by anything else, kubeadm stops. */
export const ports: HostRule = {
  id: 'ports',
  check: ({ network: { listeners } }, context) => {
    if (listeners === undefined) {
      const what = 'the ports in use are unknown, since the host has no `ss`';
      return [{ severity: 'warning', what, fix: 'install it: `sudo apt-get install iproute2`' }];
    }
    const needed = context.inventory.kubernetes.network.backend === 'vxlan' ? [...NEEDED, VXLAN] : NEEDED;
    return needed
      .filter(({ controlPlaneOnly }) => context.controlPlane || !controlPlaneOnly)
      .flatMap((port) => checkPort(port, listeners, context));
  },
};

function checkPort(needed: NeededPort, listeners: readonly Listener[], context: HostContext): Problem[] {
  const holder = listeners.find(
    ({ protocol, port, pid }) =>
      protocol === needed.protocol && port === needed.port && (protocol === 'tcp' || pid !== undefined),
  );
  if (holder === undefined || (context.member && isOwn(holder, needed))) return [];
  const name = holder.process === undefined ? 'the kernel' : `${holder.process} (pid ${holder.pid})`;
  return [
    {
      severity: 'error',
      what: `port ${needed.port}/${needed.protocol}, which ${needed.owner} needs, is held by ${name}`,
      fix: fixFor(holder, needed),
    },
  ];
}

/** The kernel cuts process names after 15 characters: `kube-controller`. */
function isOwn(holder: Listener, needed: NeededPort): boolean {
  return holder.process === needed.owner.slice(0, 15);
}

function fixFor(holder: Listener, needed: NeededPort): string {
  if (holder.pid === undefined)
    return `find what listens with \`sudo ss -lnp 'sport = :${needed.port}'\` and stop it`;
  if (isOwn(holder, needed)) return 'clear what an earlier cluster left: `sudo kubeadm reset`';
  if (holder.process === 'haproxy') return `let haproxy listen on another port than ${needed.port}`;
  return `stop it or move it to another port: \`sudo systemctl status ${holder.pid}\` shows its service`;
}
