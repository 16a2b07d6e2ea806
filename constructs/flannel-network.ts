import { Construct } from 'constructs';
import type { NetworkSettings } from '../inventory/types';
import { FLANNEL_VERSION, renderFlannel } from '../rendering/flannel';
import { identityInputs } from './cluster-identity';
import type { LabCluster } from './lab-cluster';
import { Step } from './step';

export interface FlannelNetworkProps {
  readonly podSubnet: string;
  readonly backend: NetworkSettings['backend'];
}

/** The pod network: flannel at a pinned version, from objects rendered here. */
export class FlannelNetwork extends Construct {
  constructor(cluster: LabCluster, id: string, props: FlannelNetworkProps) {
    super(cluster, id);
    new Step(this, 'Step', {
      cluster,
      phase: 'network',
      inputs: {
        ...identityInputs(cluster.identity),
        FLANNEL_VERSION,
        POD_SUBNET: props.podSubnet,
        BACKEND: props.backend,
      },
      files: { 'flannel.yaml': renderFlannel({ podSubnet: props.podSubnet, backend: props.backend }) },
    });
  }
}
