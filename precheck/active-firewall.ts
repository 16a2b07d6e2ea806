import type { PrecheckFacts } from './rule';

/** Name of the firewall that is on; ufw's service also runs when ufw is off, so its own setting counts. */
export function activeFirewall({ network, system: { units = [] } }: PrecheckFacts): string | undefined {
  if (network.ufw) return 'ufw';
  return ['firewalld', 'nftables'].find((name) => units.includes(`${name}.service`));
}
