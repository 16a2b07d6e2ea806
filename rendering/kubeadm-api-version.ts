/** The versions of kubeadm's configuration format that the supported Kubernetes versions need. */
export type KubeadmApiVersion = 'kubeadm.k8s.io/v1beta3' | 'kubeadm.k8s.io/v1beta4';

/** Arguments in kubeadm's form: a map up to v1beta3, a list from v1beta4 on. */
export type KubeadmExtraArgs = Readonly<Record<string, string>> | readonly KubeadmArgument[];

export interface KubeadmArgument {
  readonly name: string;
  readonly value: string;
}

/** The first minor version with v1beta4. */
const firstMinorWithV1beta4 = 31;

/**
 * The configuration format for a Kubernetes version.
 *
 * @param kubernetesVersion without `v`, e.g. `1.34.4`
 * @throws Error when the text is not a version of Kubernetes 1
 */
export function kubeadmApiVersion(kubernetesVersion: string): KubeadmApiVersion {
  const minor = /^1\.(\d+)\.\d+/.exec(kubernetesVersion)?.[1];
  if (minor === undefined) {
    throw new Error(`Kubernetes version "${kubernetesVersion}" is not of the form 1.34.4`);
  }
  return Number(minor) < firstMinorWithV1beta4 ? 'kubeadm.k8s.io/v1beta3' : 'kubeadm.k8s.io/v1beta4';
}

/** `args` in the form of the configuration format, sorted by name. */
export function kubeadmExtraArgs(
  apiVersion: KubeadmApiVersion,
  args: Readonly<Record<string, string>>,
): KubeadmExtraArgs {
  const sorted = Object.entries(args).sort(([a], [b]) => (a < b ? -1 : 1));
  if (apiVersion === 'kubeadm.k8s.io/v1beta3') {
    return Object.fromEntries(sorted);
  }
  return sorted.map(([name, value]) => ({ name, value }));
}
