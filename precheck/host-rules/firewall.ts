import { activeFirewall } from '../active-firewall';
import type { HostRule } from '../rule';

export const firewall: HostRule = {
  id: 'firewall',
  check: (facts) => {
    const name = activeFirewall(facts);
    if (name === undefined) return [];
    const fix = 'leave it: the base step opens the ports of the cluster in it';
    return [{ severity: 'info', what: `the firewall ${name} is active`, fix }];
  },
};
