/** The file in assets/scripts/ that carries each phase out, in the order in which a host goes through the phases. */
export const phaseScripts = {
  base: 'prepare-host.sh',
  'kubernetes-packages': 'install-kubernetes-packages.sh',
  'container-runtime': 'install-container-runtime.sh',
  membership: 'leave-cluster.sh',
  'control-plane': 'init-control-plane.sh',
  worker: 'join-worker.sh',
  network: 'install-network.sh',
  nodes: 'configure-nodes.sh',
  kubeconfig: 'check-kubeconfig.sh',
} as const satisfies Record<string, string>;

/** One kind of work on a host; also the name of its log file, its marker and its transient unit. */
export type Phase = keyof typeof phaseScripts;
