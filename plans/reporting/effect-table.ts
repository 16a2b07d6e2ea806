import type { Phase } from '../../constructs/phase';

/** What a step may interrupt on a host that is a node, and when. Sources: assets/scripts/ and docs/scripts/. */
export interface Interruption {
  readonly phase: Phase;
  /** Items of the phase's script whose change does it. */
  readonly items: readonly string[];
  /** Triggers whose change may bring such an item about. */
  readonly triggers: readonly string[];
  readonly text: string;
}

const identity = ['host_name', 'host_address', 'lab', 'semester'];
const kubeletItems = ['kubelet_files', 'registered', 'kubelet_healthy', 'kubelet_version', 'pod_addresses'];
const podsAnew = 'pods with addresses of the old range are stopped and started again';

/** Phases that are not here interrupt nothing: base, kubernetes-packages and kubeconfig restart nothing and never reboot. */
export const interruptions: readonly Interruption[] = [
  {
    phase: 'container-runtime',
    items: ['runtime_package', 'configuration', 'effective_settings'],
    triggers: [
      'runtime_package',
      'kubernetes_version',
      'containerd_v2_toml_sha256',
      'containerd_v3_toml_sha256',
    ],
    text: 'may restart containerd: running containers go on, but for some seconds none is started or stopped',
  },
  {
    phase: 'control-plane',
    items: ['manifests'],
    triggers: [],
    text: 'may restart API server, etcd, controller manager or scheduler: kubectl gets no answer for that time, pods go on',
  },
  {
    phase: 'control-plane',
    items: ['kubeconfigs', 'identity', ...kubeletItems],
    triggers: ['kubernetes_version', ...identity],
    text: 'may restart kubelet: API server, etcd and pods go on',
  },
  { phase: 'control-plane', items: ['registered', 'pod_addresses'], triggers: [], text: podsAnew },
  {
    phase: 'worker',
    items: ['joined', ...kubeletItems],
    triggers: ['kubernetes_version', 'api_endpoint', ...identity],
    text: 'may restart kubelet: pods go on',
  },
  {
    phase: 'worker',
    items: ['joined'],
    triggers: ['api_endpoint', ...identity],
    text: 'reset and joined again if its credentials no longer open the cluster: its pods end',
  },
  { phase: 'worker', items: ['registered', 'pod_addresses'], triggers: [], text: podsAnew },
  {
    phase: 'network',
    items: ['flannel_objects'],
    triggers: ['flannel_version', 'pod_subnet', 'backend', 'flannel_yaml_sha256'],
    text: 'may restart flannel on every node: traffic between pods may stall for some seconds',
  },
];
