import type { HostRule } from '../rule';

/** An image prepared for cloning has none until its first boot; nuclab recognises a re-imaged host by it. */
export const machineIdSet: HostRule = {
  id: 'machine-id',
  check: ({ machineId }) =>
    machineId !== undefined && /^[0-9a-f]{32}$/.test(machineId)
      ? []
      : [
          {
            severity: 'error',
            what: `/etc/machine-id holds ${machineId === undefined ? 'nothing' : 'no machine id'}`,
            fix: 'make one with `sudo rm -f /etc/machine-id && sudo systemd-machine-id-setup`, and reboot',
          },
        ],
};
