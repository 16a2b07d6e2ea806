/** The subnets that labs choose from: 10.77.0.0/24 to 10.77.63.0/24. */
export const subnetCount = 64;

/** A piece of `ip -json address` or `ip -json route`. */
export interface InUse {
  readonly cidr: string;
}

/**
 * The numbers of the subnets that no address and no route of this machine touches, in order.
 * A default route touches none.
 */
export function freeSubnets(inUse: readonly InUse[]): number[] {
  const taken = inUse.map(({ cidr }) => toRange(cidr)).filter((range) => range !== undefined);
  return Array.from({ length: subnetCount }, (_, number) => number).filter((number) => {
    const first = toNumber(`10.77.${number}.0`);
    return !taken.some((range) => range.first <= first + 255 && range.last >= first);
  });
}

/** Host numbers start at 1: nuc01 is at .11. */
export const hostName = (number: number): string => `nuc${String(number).padStart(2, '0')}`;
export const hostAddress = (subnet: number, number: number): string => `10.77.${subnet}.${number + 10}`;
/** Interface names end at 15 characters. */
export const bridgeName = (subnet: number): string => `nl${subnet}br`;
export const vethName = (subnet: number, number: number): string => `nl${subnet}h${number}`;

function toRange(cidr: string): { first: number; last: number } | undefined {
  const [address = '', bits = '32'] = cidr.split('/');
  if (!/^\d+(\.\d+){3}$/.test(address) || bits === '0') return undefined;
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(toNumber(address) / size) * size;
  return { first, last: first + size - 1 };
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
