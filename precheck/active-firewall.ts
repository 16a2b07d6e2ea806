import type { HostFacts } from './facts';

/** Name of the firewall that is on; ufw's service also runs when ufw is off, so its own setting counts. */
export function activeFirewall({ ufw, units }: HostFacts): string | undefined {
  if (ufw) return 'ufw';
  return ['firewalld', 'nftables'].find((name) => units.includes(`${name}.service`));
}
