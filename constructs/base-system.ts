import { Construct } from 'constructs';
import type { Host } from '../inventory/types';
import { renderHostsFile } from '../rendering/hosts-file';
import { renderOpenPorts } from '../rendering/open-ports';
import type { LabHost } from './lab-host';
import { Step } from './step';

export interface BaseSystemProps {
  readonly lab: string;
  /** Every host of the lab: each knows all of them by name. */
  readonly hosts: readonly Host[];
  readonly role: 'control-plane' | 'worker';
  readonly backend: 'vxlan' | 'host-gw';
}

/** What any node needs of its operating system: name, hosts file, no swap, kernel settings, a right clock, open ports. */
export class BaseSystem extends Construct {
  constructor(labHost: LabHost, id: string, props: BaseSystemProps) {
    super(labHost, id);
    const { host } = labHost;
    new Step(this, 'Step', {
      host,
      phase: 'base',
      inputs: {
        HOST_NAME: host.name,
        HOST_ADDRESS: host.address,
        LAB: props.lab,
        OPEN_PORTS: renderOpenPorts({ role: props.role, backend: props.backend }),
        PEER_ADDRESSES: props.hosts
          .filter((other) => other.name !== host.name)
          .map((other) => other.address)
          .join(' '),
      },
      files: { hosts: renderHostsFile(props.hosts) },
      assets: ['nuclab-modules.conf', 'nuclab-sysctl.conf', 'nuclab-unattended-upgrades.conf'],
    });
  }
}
