import { Construct } from 'constructs';
import type { Host } from '../inventory/types';
import { renderNodeSettings } from '../rendering/node-settings';
import { identityInputs, type ClusterIdentity } from './cluster-identity';
import type { LabHost } from './lab-host';
import { Step } from './step';

export interface ClusterNodesProps {
  /** The cluster it belongs to: another one is made anew. */
  readonly cluster: ClusterIdentity;
  /** Hosts that are nodes, in inventory order. */
  readonly nodes: readonly Host[];
  /** Names of the control-plane nodes. */
  readonly controlPlaneNodes: readonly string[];
  readonly schedulableControlPlane: boolean;
  readonly dnsDomain: string;
}

/** The Node objects: labels, taints, whether the control plane takes pods; and that every node is Ready and DNS answers. */
export class ClusterNodes extends Construct {
  constructor(controlPlane: LabHost, id: string, props: ClusterNodesProps) {
    super(controlPlane, id);
    new Step(this, 'Step', {
      host: controlPlane.host,
      phase: 'nodes',
      timeoutSeconds: 900,
      inputs: {
        ...identityInputs(props.cluster),
        NODES: props.nodes.map((node) => node.name).join(' '),
        CONTROL_PLANE_NODES: props.controlPlaneNodes.join(' '),
        SCHEDULABLE_CONTROL_PLANE: String(props.schedulableControlPlane),
        DNS_DOMAIN: props.dnsDomain,
      },
      files: { 'node-settings': renderNodeSettings(props.nodes) },
    });
  }
}
