import { contains, overlaps, Subnet, trySubnet } from '../subnet';

/** Ranges in which no computer of a lab can have its address. */
const ranges = [
  ['0.0.0.0/8', 'means "this network"'],
  ['127.0.0.0/8', 'means this computer itself'],
  ['169.254.0.0/16', 'is a link-local address, which can change at any time'],
  ['224.0.0.0/4', 'is a multicast address'],
  ['240.0.0.0/4', 'is reserved'],
].flatMap(([text = '', meaning = '']) => {
  const subnet = trySubnet(text);
  return subnet === undefined ? [] : [{ subnet, meaning }];
});

/** The meaning of an address that no host can have, e.g. `is a multicast address`; undefined for others. */
export function trySpecialMeaning(address: string): string | undefined {
  return ranges.find(({ subnet }) => contains(subnet, address))?.meaning;
}

/** The range of such addresses that a subnet overlaps, if any. */
export function trySpecialOverlap(text: string): Subnet | undefined {
  const subnet = trySubnet(text);
  return subnet === undefined ? undefined : ranges.find((range) => overlaps(range.subnet, subnet))?.subnet;
}
