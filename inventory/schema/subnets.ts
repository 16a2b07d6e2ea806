import { isIpv4, subnetText, trySubnet } from '../subnet';
import { trySpecialOverlap } from './special-ranges';
import { notEmpty, TextRule } from './text';

export const ipv4Subnet = /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/;

const isSubnetLike = (text: string): boolean => /^[\d.]+\/\d+$/.test(text);

/** Rules that pod and service subnet share; `example` is named in fixes. */
export function subnetRules(example: string): readonly TextRule[] {
  return [
    notEmpty,
    {
      fails: (text) => text.includes(','),
      what: 'names more than one subnet, but this version of nuclab supports only one',
      fix: `write one, e.g. ${example}`,
    },
    {
      fails: (text) => /^[0-9a-f]*:[0-9a-f:]*(\/\d+)?$/i.test(text),
      what: 'is an IPv6 subnet, but this version of nuclab supports only IPv4',
      fix: `write an IPv4 subnet, e.g. ${example}`,
    },
    {
      fails: (text) => isIpv4(text),
      what: 'has no mask',
      fix: (text) => `write it with its mask, e.g. ${text}/16`,
    },
    {
      fails: (text) => isSubnetLike(text) && Number(text.split('/')[1]) > 32,
      what: (text) => `has a mask of /${text.split('/')[1]}, and IPv4 ends at /32`,
      fix: `write e.g. ${example}`,
    },
    { fails: (text) => trySubnet(text) === undefined, what: 'is not a subnet', fix: `write e.g. ${example}` },
    {
      fails: (text) => trySubnet(text)?.first.toString() !== text.split('/')[0],
      what: 'has host bits set',
      fix: (text) => `write ${canonical(text)}`,
    },
    {
      fails: (text) => canonical(text) !== text,
      what: 'has a leading zero in its mask',
      fix: (text) => `write ${canonical(text)}`,
    },
    {
      fails: (text) => trySpecialOverlap(text) !== undefined,
      what: (text) => `overlaps ${trySpecialOverlap(text)?.text}, which no cluster can use`,
      fix: `write a private subnet, e.g. ${example}`,
    },
  ];
}

function canonical(text: string): string {
  const subnet = trySubnet(text);
  return subnet === undefined ? text : subnetText(subnet);
}

const bits = (text: string): number => trySubnet(text)?.prefix ?? 0;

/** kubeadm gives every node a /24 and refuses pod subnets beyond /8. */
export const podSubnetRules: readonly TextRule[] = [
  ...subnetRules('10.244.0.0/16'),
  {
    fails: (text) => bits(text) > 24,
    what: 'is too small: every node gets a /24 of it',
    fix: (text) => `write a subnet of at most /23, e.g. ${canonical(`${text.split('/')[0]}/16`)}`,
  },
  {
    fails: (text) => bits(text) < 8,
    what: 'is too large: kubeadm accepts at most a /8',
    fix: 'write e.g. 10.244.0.0/16',
  },
];

/** kubeadm takes service subnets from /12 to those of ten addresses. */
export const serviceSubnetRules: readonly TextRule[] = [
  ...subnetRules('10.96.0.0/12'),
  {
    fails: (text) => bits(text) < 12,
    what: 'is too large: kubeadm accepts at most a /12',
    fix: (text) => `write ${text.split('/')[0]}/12 or a smaller one`,
  },
  {
    fails: (text) => bits(text) > 28,
    what: 'is too small: the tenth address is the one of cluster DNS',
    fix: (text) => `write at most /28, e.g. ${canonical(`${text.split('/')[0]}/16`)}`,
  },
];
