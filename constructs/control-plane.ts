import { Construct } from 'constructs';
import type { KubernetesSettings } from '../inventory/types';
import { renderInitConfiguration } from '../rendering/kubeadm-config';
import type { LabHost } from './lab-host';
import { Step } from './step';

export interface ControlPlaneProps {
  readonly lab: string;
  readonly semester?: string;
  readonly kubernetes: KubernetesSettings;
}

/** The first control-plane node: kubeadm init with a rendered configuration, and a kubeconfig for the admin user. */
export class ControlPlane extends Construct {
  /** `address:port` of the API server. */
  readonly apiEndpoint: string;

  constructor(labHost: LabHost, id: string, props: ControlPlaneProps) {
    super(labHost, id);
    const { host } = labHost;
    this.apiEndpoint = `${host.address}:6443`;
    new Step(this, 'Step', {
      host,
      phase: 'control-plane',
      inputs: {
        HOST_NAME: host.name,
        HOST_ADDRESS: host.address,
        LAB: props.lab,
        KUBERNETES_VERSION: props.kubernetes.version,
        ...(props.semester === undefined ? {} : { SEMESTER: props.semester }),
      },
      files: {
        'kubeadm.yaml': renderInitConfiguration({
          clusterName: props.lab,
          nodeName: host.name,
          nodeAddress: host.address,
          apiEndpoint: this.apiEndpoint,
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
