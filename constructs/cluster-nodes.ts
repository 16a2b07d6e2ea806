import { Construct } from 'constructs';
import type { Host } from '../inventory/types';
import { renderNodeSettings } from '../rendering/node-settings';
import { identityInputs } from './cluster-identity';
import type { LabCluster } from './lab-cluster';
import { Step } from './step';

export interface ClusterNodesProps {
  /** Hosts that are nodes, in inventory order. */
  readonly nodes: readonly Host[];
  /** Names of the control-plane nodes. */
  readonly controlPlaneNodes: readonly string[];
  readonly schedulableControlPlane: boolean;
  readonly dnsDomain: string;
}

/** The Node objects: labels, taints, whether the control plane takes pods; and that every node is Ready and DNS answers. */
export class ClusterNodes extends Construct {
  constructor(cluster: LabCluster, id: string, props: ClusterNodesProps) {
    super(cluster, id);
    new Step(this, 'Step', {
      cluster,
      phase: 'nodes',
      inputs: {
        ...identityInputs(cluster.identity),
        NODES: props.nodes.map((node) => node.name).join(' '),
        CONTROL_PLANE_NODES: props.controlPlaneNodes.join(' '),
        SCHEDULABLE_CONTROL_PLANE: String(props.schedulableControlPlane),
        DNS_DOMAIN: props.dnsDomain,
      },
      files: { 'node-settings': renderNodeSettings(props.nodes) },
    });
  }
}
