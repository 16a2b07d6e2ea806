import { clusterLabels, hostLabels } from './labels';
import type { Phase } from './phase';

export const base = {
  name: 'base',
  script: 'prepare-host.sh',
  place: 'host',
  timeoutSeconds: 900,
  membership: 'none',
  // It restarts nothing that a node runs, and never reboots.
  interrupts: [],
  inputs: {
    LAB: clusterLabels.LAB,
    ...hostLabels,
    PEER_ADDRESSES: { label: 'addresses of the other hosts', list: true },
    OPEN_PORTS: { label: 'open ports', list: true },
  },
  files: { hosts: { changed: 'names or addresses of hosts changed (the file hosts)' } },
} as const satisfies Phase;
