import type { HostRule } from '../rule';

/** Nodes talk to each other by the inventory's address, so the host itself must have it: a NAT in between breaks that. */
export const address: HostRule = {
  id: 'address',
  check: ({ interfaces }, { host }) => {
    if (interfaces.length === 0 || interfaces.some((own) => own.address === host.address)) return [];
    const own = interfaces
      .filter(({ name }) => name !== 'lo')
      .map(({ name, address }) => `${address} on ${name}`);
    return [
      {
        severity: 'error',
        what: `${host.address} is on no interface of the host (it has ${own.join(', ') || 'none'})`,
        fix: `write the host's own address in lab.yaml, and reach it through ssh.bastion where a NAT is in between`,
      },
    ];
  },
};
