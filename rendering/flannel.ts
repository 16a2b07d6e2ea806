import { stringify } from 'yaml';
import type { NetworkSettings } from '../inventory/types';
import { flannelDaemonSet } from './flannel-daemon-set';
import { flannelLabels, flannelNamespace } from './flannel-names';

export { FLANNEL_VERSION } from './flannel-names';

export interface FlannelProps {
  /** IPv4 network of the pods' addresses, e.g. `10.244.0.0/16`. */
  readonly podSubnet: string;
  /** How packets travel between nodes. `host-gw` is faster but needs all nodes in one layer-2 network. */
  readonly backend: NetworkSettings['backend'];
}

const rbac = 'rbac.authorization.k8s.io';
const labels = { 'k8s-app': 'flannel' };

/** Every object of flannel as one YAML text, for `kubectl apply`. */
export function renderFlannel(props: FlannelProps): string {
  const documents = [
    namespace(),
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...named('flannel'), labels } },
    clusterRole(),
    clusterRoleBinding(),
    configMap(props),
    flannelDaemonSet(`${props.podSubnet} ${props.backend}`),
  ];
  return documents
    .map((document) => stringify(document, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');
}

function named(name: string): { name: string; namespace: string } {
  return { name, namespace: flannelNamespace };
}

function namespace(): object {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: flannelNamespace,
      // flanneld runs in the host's network, which only this level of pod security allows.
      labels: { ...labels, 'pod-security.kubernetes.io/enforce': 'privileged' },
    },
  };
}

/** flanneld reads the nodes' subnets and writes its own address into its node's annotations. */
function clusterRole(): object {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name: 'flannel', labels },
    rules: [
      { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['nodes/status'], verbs: ['patch'] },
    ],
  };
}

function clusterRoleBinding(): object {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'flannel', labels },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'flannel' },
    subjects: [{ kind: 'ServiceAccount', ...named('flannel') }],
  };
}

function configMap(props: FlannelProps): object {
  const cniConfig = {
    name: 'cbr0',
    cniVersion: '0.3.1',
    plugins: [
      { type: 'flannel', delegate: { hairpinMode: true, isDefaultGateway: true } },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  };
  const netConfig = { Network: props.podSubnet, EnableNFTables: false, Backend: { Type: props.backend } };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...named('kube-flannel-cfg'), labels: flannelLabels },
    data: {
      'cni-conf.json': `${JSON.stringify(cniConfig, undefined, 2)}\n`,
      'net-conf.json': `${JSON.stringify(netConfig, undefined, 2)}\n`,
    },
  };
}
