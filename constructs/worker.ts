import { Construct } from 'constructs';
import type { LabHost } from './lab-host';
import { Step } from './step';

export interface WorkerProps {
  readonly lab: string;
  readonly semester?: string;
  /** Exact Kubernetes version: decides the form of the join configuration. */
  readonly version: string;
  readonly apiEndpoint: string;
  /** Host that mints the join token. */
  readonly controlPlane: string;
}

/** A host joined to the cluster as a worker node, with a token minted for this one join. */
export class Worker extends Construct {
  constructor(labHost: LabHost, id: string, props: WorkerProps) {
    super(labHost, id);
    new Step(this, 'Step', {
      host: labHost.host,
      phase: 'worker',
      timeoutSeconds: 600,
      inputs: {
        HOST_NAME: labHost.host.name,
        HOST_ADDRESS: labHost.host.address,
        LAB: props.lab,
        KUBERNETES_VERSION: props.version,
        API_ENDPOINT: props.apiEndpoint,
        ...(props.semester === undefined ? {} : { SEMESTER: props.semester }),
      },
      handOff: { kind: 'join', controlPlane: props.controlPlane },
    });
  }
}
