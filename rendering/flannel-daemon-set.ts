import { FLANNEL_VERSION, flannelLabels, flannelNamespace } from './flannel-names';

const flannelImage = `ghcr.io/flannel-io/flannel:v${FLANNEL_VERSION}`;
/** The CNI plugin named in the release notes of this flannel version. */
const cniPluginImage = 'ghcr.io/flannel-io/flannel-cni-plugin:v1.8.0-flannel1';

const hostPaths = { run: '/run/flannel', 'cni-plugin': '/opt/cni/bin', cni: '/etc/cni/net.d' };

/**
 * flanneld on every node. It tolerates every taint, because a node without it has no pod network.
 *
 * @param network written to an annotation of the pods: another network or backend then restarts them, which a changed
 * ConfigMap alone does not
 */
export function flannelDaemonSet(network: string): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'kube-flannel-ds', namespace: flannelNamespace, labels: flannelLabels },
    spec: {
      selector: { matchLabels: { app: 'flannel' } },
      template: {
        metadata: { labels: flannelLabels, annotations: { 'nuclab/network': network } },
        spec: {
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          hostNetwork: true,
          priorityClassName: 'system-node-critical',
          serviceAccountName: 'flannel',
          tolerations: [{ operator: 'Exists' }],
          initContainers: [
            copy('install-cni-plugin', cniPluginImage, '/flannel', '/opt/cni/bin/flannel', [
              { name: 'cni-plugin', mountPath: '/opt/cni/bin' },
            ]),
            copy(
              'install-cni',
              flannelImage,
              '/etc/kube-flannel/cni-conf.json',
              '/etc/cni/net.d/10-flannel.conflist',
              [
                { name: 'cni', mountPath: '/etc/cni/net.d' },
                { name: 'flannel-cfg', mountPath: '/etc/kube-flannel/' },
              ],
            ),
          ],
          containers: [flanneld()],
          volumes: [
            ...Object.entries(hostPaths).map(([name, path]) => ({ name, hostPath: { path } })),
            { name: 'flannel-cfg', configMap: { name: 'kube-flannel-cfg' } },
            { name: 'xtables-lock', hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' } },
          ],
        },
      },
    },
  };
}

function copy(
  name: string,
  image: string,
  from: string,
  to: string,
  volumeMounts: readonly object[],
): object {
  return { name, image, command: ['cp'], args: ['-f', from, to], volumeMounts };
}

function flanneld(): object {
  return {
    name: 'kube-flannel',
    image: flannelImage,
    command: ['/opt/bin/flanneld'],
    // The interface with the node's address: with several network cards flannel would use that of the default route.
    args: ['--ip-masq', '--kube-subnet-mgr', '--iface=$(NODE_IP)'],
    env: [
      fromField('NODE_IP', 'status.hostIP'),
      fromField('POD_NAME', 'metadata.name'),
      fromField('POD_NAMESPACE', 'metadata.namespace'),
      { name: 'EVENT_QUEUE_DEPTH', value: '5000' },
      { name: 'CONT_WHEN_CACHE_NOT_READY', value: 'false' },
    ],
    resources: { requests: { cpu: '100m', memory: '50Mi' } },
    securityContext: { privileged: false, capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
    volumeMounts: [
      { name: 'run', mountPath: '/run/flannel' },
      { name: 'flannel-cfg', mountPath: '/etc/kube-flannel/' },
      { name: 'xtables-lock', mountPath: '/run/xtables.lock' },
    ],
  };
}

function fromField(name: string, fieldPath: string): object {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}
