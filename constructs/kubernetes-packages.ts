import { Construct } from 'constructs';
import type { AptRepository } from '../inventory/types';
import type { LabHost } from './lab-host';
import { Step } from './step';

export interface KubernetesPackagesProps {
  /** Exact version without `v`, e.g. `1.34.4`. */
  readonly version: string;
  readonly repository: AptRepository;
}

/** kubeadm, kubelet, kubectl, the CNI reference plugins and crictl at one exact version, held. */
export class KubernetesPackages extends Construct {
  constructor(labHost: LabHost, id: string, props: KubernetesPackagesProps) {
    super(labHost, id);
    new Step(this, 'Step', {
      host: labHost.host,
      phase: 'kubernetes-packages',
      inputs: {
        KUBERNETES_VERSION: props.version,
        REPOSITORY_URL: props.repository.url,
        REPOSITORY_KEY_FINGERPRINT: props.repository.keyFingerprint,
      },
    });
  }
}
