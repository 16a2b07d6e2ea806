/** A range of IPv4 addresses. */
export interface Subnet {
  /** As written, e.g. `10.244.0.0/16`. */
  readonly text: string;
  readonly first: number;
  readonly last: number;
  /** Length of the mask in bits. */
  readonly prefix: number;
}

const fourNumbers = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** The address as a number, or undefined when the text is no IPv4 address in its plain spelling (no leading zeros). */
export function tryIpv4(text: string): number | undefined {
  const parts = fourNumbers.exec(text)?.slice(1);
  if (parts === undefined) return undefined;
  if (parts.some((part) => Number(part) > 255 || String(Number(part)) !== part)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** Whether the text is meant as an IPv4 address, right or wrong: four numbers with dots between. */
export function looksLikeIpv4(text: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(text);
}

export function ipv4Text(address: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join('.');
}

/** The subnet, whether or not its address has host bits set; undefined when it is none. */
export function trySubnet(text: string): Subnet | undefined {
  const [address = '', mask = '', ...rest] = text.split('/');
  const number = tryIpv4(address);
  if (number === undefined || rest.length > 0 || !/^\d{1,2}$/.test(mask) || Number(mask) > 32)
    return undefined;
  const prefix = Number(mask);
  const size = 2 ** (32 - prefix);
  const first = number - (number % size);
  return { text, first, last: first + size - 1, prefix };
}

/** The subnet in its proper spelling: no host bits, no leading zero in the mask. */
export function subnetText(subnet: Subnet): string {
  return `${ipv4Text(subnet.first)}/${subnet.prefix}`;
}

export function overlaps(one: Subnet, other: Subnet): boolean {
  return one.first <= other.last && other.first <= one.last;
}

export function contains(subnet: Subnet, address: number): boolean {
  return subnet.first <= address && address <= subnet.last;
}
