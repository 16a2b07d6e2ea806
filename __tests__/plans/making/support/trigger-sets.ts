export type Steps = Readonly<Record<string, Readonly<Record<string, string>>>>;

const reason = 'planned without facts';
const kept = { host: 'nuc01', lab: 'nuc-lab', mirrored_registries: '', reason };

/** Steps as one inventory wants them, and as another does: each a different thing that may happen to one. */
export const stepsBefore: Steps = {
  nuc01_base: kept,
  'nuc01_control-plane': { host: 'nuc01', kubernetes_version: '1.33.13', reason },
  'nuc01_container-runtime': { host: 'nuc01', hosts_docker_io_toml_sha256: 'a0a84ab04964', reason },
  cluster_network: { host: 'nuc01', reason },
  nuc02_membership: { host: 'nuc02', host_address: '192.168.0.12' },
  nuc02_worker: { host: 'nuc02', api_endpoint: '192.168.0.11:6443', reason },
};

export const stepsAfter: Steps = {
  // The same in another order.
  nuc01_base: Object.fromEntries(Object.entries(kept).reverse()),
  'nuc01_control-plane': { host: 'nuc01', kubernetes_version: '1.34.4', reason },
  'nuc01_container-runtime': { host: 'nuc01', reason },
  cluster_network: { host: 'nuc01', flannel_version: '', reason },
  nuc03_membership: { host: 'nuc03', host_address: '192.168.0.13' },
  nuc03_worker: { host: 'nuc03', api_endpoint: '192.168.0.11:6443', reason },
};
