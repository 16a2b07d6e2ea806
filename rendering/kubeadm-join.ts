import { stringify } from 'yaml';
import { kubeadmApiVersion } from './kubeadm-api-version';
import { nodeRegistration } from './kubeadm-node-registration';

/** What `kubeadm join` needs to make a host a worker. */
export interface JoinConfigurationProps {
  /** Without `v`, e.g. `1.34.4`. */
  readonly kubernetesVersion: string;
  readonly nodeName: string;
  /** The node registers with this IPv4 address. */
  readonly nodeAddress: string;
  /** `address:port` of the API server. */
  readonly apiEndpoint: string;
  /** Bootstrap token. Secret: the text goes to the host in a 0600 file and nowhere else. */
  readonly token: string;
  /** `sha256:…` of the cluster CA's public key. */
  readonly caCertHash: string;
}

/**
 * The file for `kubeadm join --config`. The CA's hash is always pinned.
 *
 * @throws Error when `kubernetesVersion` is not a version
 */
export function renderJoinConfiguration(props: JoinConfigurationProps): string {
  const apiVersion = kubeadmApiVersion(props.kubernetesVersion);
  return stringify(
    {
      apiVersion,
      kind: 'JoinConfiguration',
      discovery: {
        bootstrapToken: {
          apiServerEndpoint: props.apiEndpoint,
          token: props.token,
          caCertHashes: [props.caCertHash],
        },
      },
      nodeRegistration: nodeRegistration(apiVersion, props.nodeName, props.nodeAddress),
    },
    { lineWidth: 0 },
  );
}
