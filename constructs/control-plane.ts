import { Construct } from 'constructs';
import type { KubernetesSettings } from '../inventory/types';
import { renderInitConfiguration } from '../rendering/kubeadm-config';
import type { ClusterIdentity } from './cluster-identity';
import type { LabHost } from './lab-host';
import { Step } from './step';

export interface ControlPlaneProps {
  /** The cluster it makes. */
  readonly cluster: ClusterIdentity;
  readonly kubernetes: KubernetesSettings;
}

/** The first control-plane node: kubeadm init with a rendered configuration, and a kubeconfig for the admin user. */
export class ControlPlane extends Construct {
  constructor(labHost: LabHost, id: string, props: ControlPlaneProps) {
    super(labHost, id);
    const { host } = labHost;
    const { lab, semester, apiEndpoint } = props.cluster;
    new Step(this, 'Step', {
      host,
      phase: 'control-plane',
      inputs: {
        HOST_NAME: host.name,
        HOST_ADDRESS: host.address,
        LAB: lab,
        KUBERNETES_VERSION: props.kubernetes.version,
        ...(semester === undefined ? {} : { SEMESTER: semester }),
      },
      files: {
        'kubeadm.yaml': renderInitConfiguration({
          clusterName: lab,
          nodeName: host.name,
          nodeAddress: host.address,
          apiEndpoint,
          kubernetesVersion: props.kubernetes.version,
          podSubnet: props.kubernetes.podSubnet,
          serviceSubnet: props.kubernetes.serviceSubnet,
          dnsDomain: props.kubernetes.dnsDomain,
          certSANs: props.kubernetes.certSANs,
        }),
      },
    });
  }
}
