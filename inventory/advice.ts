import { overlaps, trySubnet } from './subnet';
import { Inventory } from './types';
import { minorOf } from './versions';

interface Advice {
  readonly applies: (inventory: Inventory) => boolean;
  readonly text: (inventory: Inventory) => string;
}

const dockerSubnet = trySubnet('172.17.0.0/16');
const overlapsDocker = (text: string): boolean => {
  const subnet = trySubnet(text);
  return subnet !== undefined && dockerSubnet !== undefined && overlaps(subnet, dockerSubnet);
};

/** What is allowed but rarely intended. */
const table: readonly Advice[] = [
  {
    applies: ({ kubernetes }) => kubernetes.workers.length === 0 && !kubernetes.schedulableControlPlane,
    text: () =>
      'the lab has no worker, so no ordinary pod will run; add a host, or set kubernetes.schedulableControlPlane to true',
  },
  {
    applies: ({ kubernetes }) =>
      overlapsDocker(kubernetes.podSubnet) || overlapsDocker(kubernetes.serviceSubnet),
    text: () =>
      'a subnet of the cluster overlaps 172.17.0.0/16, which Docker uses by default; use another one if Docker is on the hosts',
  },
  {
    applies: ({ kubernetes }) =>
      minorOf(kubernetes.version) >= 36 && kubernetes.containerRuntime.package === 'containerd',
    text: ({ kubernetes }) =>
      `Kubernetes ${kubernetes.version} needs containerd 2, and the package of Debian 12 and 13 is older; there, set kubernetes.containerRuntime.package to containerd.io`,
  },
];

/** Advice on a valid inventory: one sentence each. */
export function advise(inventory: Inventory): string[] {
  return table.filter(({ applies }) => applies(inventory)).map(({ text }) => text(inventory));
}
