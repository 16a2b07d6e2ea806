import type { Problem } from '../../errors/finding';
import type { HostRule } from '../rule';

/** The base step gives the host its inventory name and takes the name off 127.0.1.1, where Debian's installer put it. */
export const hostName: HostRule = {
  id: 'host-name',
  check: ({ hostname, hostnameAddresses, container }, { host, member }) => {
    const problems: Problem[] = [];
    const loopback = hostnameAddresses.find((address) => address.startsWith('127.'));
    if (hostname !== undefined && hostname !== host.name) {
      problems.push({
        severity: member ? 'warning' : 'info',
        what: `the host calls itself ${hostname}`,
        fix: `leave it: the base step names it ${host.name}`,
      });
    } else if (loopback !== undefined && container === undefined) {
      problems.push({
        severity: 'info',
        what: `the host's own name means ${loopback}`,
        fix: `leave it: the base step makes it mean ${host.address}`,
      });
    }
    return problems;
  },
};
