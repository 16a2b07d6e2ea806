import { Construct } from 'constructs';
import { identityInputs, type ClusterIdentity } from './cluster-identity';
import type { LabHost } from './lab-host';
import { Step } from './step';

export interface KubeconfigProps {
  /** The cluster it opens: that of another one is fetched anew. */
  readonly cluster: ClusterIdentity;
  /** Where it is written on the operator's computer, relative to lab.yaml. */
  readonly path: string;
}

/** The cluster's admin kubeconfig on the operator's computer, readable by nobody else. */
export class Kubeconfig extends Construct {
  constructor(controlPlane: LabHost, id: string, props: KubeconfigProps) {
    super(controlPlane, id);
    new Step(this, 'Step', {
      host: controlPlane.host,
      phase: 'kubeconfig',
      timeoutSeconds: 120,
      inputs: { ...identityInputs(props.cluster), KUBECONFIG_PATH: props.path },
      handOff: { kind: 'kubeconfig', path: props.path },
    });
  }
}
