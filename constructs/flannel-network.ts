import { Construct } from 'constructs';
import type { NetworkSettings } from '../inventory/types';
import { FLANNEL_VERSION, renderFlannel } from '../rendering/flannel';
import { identityInputs, type ClusterIdentity } from './cluster-identity';
import type { LabHost } from './lab-host';
import { Step } from './step';

export interface FlannelNetworkProps {
  /** The cluster it belongs to: another one is made anew. */
  readonly cluster: ClusterIdentity;
  readonly podSubnet: string;
  readonly backend: NetworkSettings['backend'];
}

/** The pod network: flannel at a pinned version, from objects rendered here. */
export class FlannelNetwork extends Construct {
  constructor(controlPlane: LabHost, id: string, props: FlannelNetworkProps) {
    super(controlPlane, id);
    new Step(this, 'Step', {
      host: controlPlane.host,
      phase: 'network',
      timeoutSeconds: 600,
      inputs: {
        ...identityInputs(props.cluster),
        FLANNEL_VERSION,
        POD_SUBNET: props.podSubnet,
        BACKEND: props.backend,
      },
      files: { 'flannel.yaml': renderFlannel({ podSubnet: props.podSubnet, backend: props.backend }) },
    });
  }
}
