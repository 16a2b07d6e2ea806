import { Construct } from 'constructs';
import type { ClusterIdentity } from './cluster-identity';

export interface LabClusterProps {
  readonly identity: ClusterIdentity;
  /** Names of its control-plane hosts, in inventory order. */
  readonly controlPlanes: readonly string[];
}

/** The lab's cluster: the scope of every step that belongs to no host, and is carried out through any control plane. */
export class LabCluster extends Construct {
  readonly identity: ClusterIdentity;
  readonly controlPlanes: readonly string[];

  constructor(scope: Construct, id: string, props: LabClusterProps) {
    super(scope, id);
    this.identity = props.identity;
    this.controlPlanes = props.controlPlanes;
  }
}
