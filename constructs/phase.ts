/** One kind of work on a host; also the name of its log file, its marker and its transient unit. */
export type Phase =
  | 'base'
  | 'kubernetes-packages'
  | 'container-runtime'
  | 'membership'
  | 'control-plane'
  | 'worker'
  | 'network'
  | 'nodes'
  | 'kubeconfig';
