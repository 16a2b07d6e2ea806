import { Construct } from 'constructs';
import { identityInputs, type ClusterIdentity } from './cluster-identity';
import type { LabHost } from './lab-host';
import { Step } from './step';

export interface MembershipProps {
  /** The cluster the host is a member of. */
  readonly cluster: ClusterIdentity;
  readonly role: 'control-plane' | 'worker';
}

/**
 * That a host is a node of this cluster, apart from how it is configured: nothing happens when it is created, and only
 * a change of identity (host, address, cluster, semester) or its removal makes the node leave. A version, a setting or
 * drift never does, because those belong to other steps.
 */
export class Membership extends Construct {
  constructor(labHost: LabHost, id: string, props: MembershipProps) {
    super(labHost, id);
    new Step(this, 'Step', {
      host: labHost.host,
      phase: 'membership',
      inputs: {
        HOST_NAME: labHost.host.name,
        HOST_ADDRESS: labHost.host.address,
        ROLE: props.role,
        ...identityInputs(props.cluster),
      },
    });
  }
}
