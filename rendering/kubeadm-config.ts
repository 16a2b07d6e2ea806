/**
 * rendering/ turns objects into the text of files: kubeadm YAML, containerd TOML, hosts files. Only pure functions belong here;
 * files that are copied as they are are in assets/files/, and what a step ships is said by its construct.
 */
import { stringify } from 'yaml';
import { kubeadmApiVersion } from './kubeadm-api-version';
import type { KubeadmApiVersion } from './kubeadm-api-version';
import { nodeRegistration } from './kubeadm-node-registration';

/** What `kubeadm init` needs to know about the first control-plane node and its cluster. */
export interface InitConfigurationProps {
  /** The lab's name; it later tells a host which cluster it belongs to. */
  readonly clusterName: string;
  /** Without `v`, e.g. `1.34.4`. */
  readonly kubernetesVersion: string;
  readonly nodeName: string;
  /** The API server is advertised at this IPv4 address, and the node registers with it. */
  readonly nodeAddress: string;
  /** `address:port` where the nodes reach the API server. */
  readonly apiEndpoint: string;
  readonly podSubnet: string;
  readonly serviceSubnet: string;
  readonly dnsDomain: string;
  /** Additional names and addresses in the API server's certificate; the node's own are always included. */
  readonly certSANs: readonly string[];
}

const apiPort = 6443;

/**
 * The file for `kubeadm init --config`: InitConfiguration, ClusterConfiguration, KubeletConfiguration and
 * KubeProxyConfiguration, in the format of the Kubernetes version.
 *
 * @throws Error when `kubernetesVersion` is not a version
 */
export function renderInitConfiguration(props: InitConfigurationProps): string {
  const apiVersion = kubeadmApiVersion(props.kubernetesVersion);
  const documents = [
    initConfiguration(apiVersion, props),
    clusterConfiguration(apiVersion, props),
    kubeletConfiguration(),
    kubeProxyConfiguration(),
  ];
  return documents.map((document) => stringify(document, { lineWidth: 0 })).join('---\n');
}

function initConfiguration(apiVersion: KubeadmApiVersion, props: InitConfigurationProps): object {
  return {
    apiVersion,
    kind: 'InitConfiguration',
    // Without an entry kubeadm makes a token that is valid for a day. No host joins with this one: each join makes its own.
    bootstrapTokens: [{ description: 'made by kubeadm init, joins mint their own', ttl: '1m0s' }],
    localAPIEndpoint: { advertiseAddress: props.nodeAddress, bindPort: apiPort },
    nodeRegistration: nodeRegistration(apiVersion, props.nodeName, props.nodeAddress),
  };
}

function clusterConfiguration(apiVersion: KubeadmApiVersion, props: InitConfigurationProps): object {
  return {
    apiVersion,
    kind: 'ClusterConfiguration',
    clusterName: props.clusterName,
    kubernetesVersion: `v${props.kubernetesVersion}`,
    controlPlaneEndpoint: props.apiEndpoint,
    networking: {
      podSubnet: props.podSubnet,
      serviceSubnet: props.serviceSubnet,
      dnsDomain: props.dnsDomain,
    },
    apiServer: { certSANs: [...new Set([props.nodeAddress, props.nodeName, ...props.certSANs])] },
  };
}

/** kubeadm itself adds `resolvConf` on each host where systemd-resolved is active, so this file does not set it. */
function kubeletConfiguration(): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    cgroupDriver: 'systemd',
  };
}

/** The base step owns the connection tracking limits; in a container kube-proxy could not set them and would crash. */
function kubeProxyConfiguration(): object {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    conntrack: { maxPerCore: 0, min: 0 },
  };
}
