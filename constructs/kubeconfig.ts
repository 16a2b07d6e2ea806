import { Construct } from 'constructs';
import { identityInputs } from './cluster-identity';
import type { LabCluster } from './lab-cluster';
import { Step } from './step';

export interface KubeconfigProps {
  /** Where it is written on the operator's computer, relative to lab.yaml. */
  readonly path: string;
}

/** The cluster's admin kubeconfig on the operator's computer, readable by nobody else. */
export class Kubeconfig extends Construct {
  constructor(cluster: LabCluster, id: string, props: KubeconfigProps) {
    super(cluster, id);
    new Step(this, 'Step', {
      cluster,
      phase: 'kubeconfig',
      inputs: { ...identityInputs(cluster.identity), KUBECONFIG_PATH: props.path },
    });
  }
}
