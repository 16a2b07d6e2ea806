import { Construct } from 'constructs';
import { identityInputs, type ClusterIdentity } from './cluster-identity';
import type { LabHost } from './lab-host';
import { Step } from './step';

export interface WorkerProps {
  /** The cluster it joins. */
  readonly cluster: ClusterIdentity;
  /** Exact Kubernetes version: decides the form of the join configuration. */
  readonly version: string;
}

/** A host joined to the cluster as a worker node, with a token minted for this one join. */
export class Worker extends Construct {
  constructor(labHost: LabHost, id: string, props: WorkerProps) {
    super(labHost, id);
    new Step(this, 'Step', {
      host: labHost.host,
      phase: 'worker',
      inputs: {
        HOST_NAME: labHost.host.name,
        HOST_ADDRESS: labHost.host.address,
        ...identityInputs(props.cluster),
        KUBERNETES_VERSION: props.version,
      },
    });
  }
}
