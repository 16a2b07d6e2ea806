import { IPv4 } from 'ipaddr.js';

/** A range of IPv4 addresses. */
export interface Subnet {
  /** As written, e.g. `10.244.0.0/16`. */
  readonly text: string;
  readonly first: IPv4;
  /** Length of the mask in bits. */
  readonly prefix: number;
}

/** Whether the text is an IPv4 address in its plain spelling: no leading zeros, no other short forms. */
export function isIpv4(text: string): boolean {
  return IPv4.isValidFourPartDecimal(text);
}

/** Whether the text is meant as an IPv4 address, right or wrong: four numbers separated by dots. */
export function looksLikeIpv4(text: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(text);
}

/** The subnet, whether or not its address has host bits set; undefined when it is none. */
export function trySubnet(text: string): Subnet | undefined {
  if (!/\/\d\d?$/.test(text) || !IPv4.isValidCIDRFourPartDecimal(text)) return undefined;
  return { text, first: IPv4.networkAddressFromCIDR(text), prefix: IPv4.parseCIDR(text)[1] };
}

/** The subnet in its proper spelling: no host bits, no leading zero in the mask. */
export function subnetText({ first, prefix }: Subnet): string {
  return `${first.toString()}/${prefix}`;
}

export function overlaps(one: Subnet, other: Subnet): boolean {
  return one.first.match(other.first, Math.min(one.prefix, other.prefix));
}

/** @param address any text; what is no IPv4 address lies in no subnet */
export function contains({ first, prefix }: Subnet, address: string): boolean {
  return isIpv4(address) && IPv4.parse(address).match(first, prefix);
}
