import { isIpv4, looksLikeIpv4 } from '../subnet';
import { dnsName } from './names';
import { trySpecialMeaning } from './special-ranges';
import { notEmpty, TextRule } from './text';

/** IPv4 in its plain spelling, for editors; the rules check the rest. */
export const ipv4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;

const staticAddress = 'write the fixed IPv4 address of the host, e.g. 192.168.0.11';

const withoutZeros = (text: string): string => text.split('.').map(Number).join('.');

export const isIpv6 = (text: string): boolean => /^\[?[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.%]*/i.test(text);

/** Rules of a host's address. */
export const addressRules: readonly TextRule[] = [
  notEmpty,
  {
    fails: (text) => text.includes('://'),
    what: 'is a URL, but an address is expected',
    fix: staticAddress,
  },
  {
    fails: isIpv6,
    what: 'is an IPv6 address, but this version of nuclab supports only IPv4',
    fix: 'write the IPv4 address of the host',
  },
  {
    fails: (text) => /^[\d.]+\/\d+$/.test(text),
    what: 'has a mask',
    fix: (text) => `write ${text.split('/')[0]}`,
  },
  {
    fails: (text) => /^[\d.]+:\d+$/.test(text),
    what: 'has a port',
    fix: (text) => `write {address: ${text.split(':')[0]}, port: ${text.split(':')[1]}}`,
  },
  {
    fails: (text) => text.includes('@'),
    what: 'has a user',
    fix: 'write the address alone, and the user as a key of its own: {address: 192.168.0.11, user: ubuntu}',
  },
  {
    fails: (text) => looksLikeIpv4(text) && withoutZeros(text) !== text && isIpv4(withoutZeros(text)),
    what: 'has leading zeros, which some tools read as octal numbers',
    fix: (text) => `write ${withoutZeros(text)}`,
  },
  {
    fails: (text) => looksLikeIpv4(text) && !isIpv4(text),
    what: 'is not an IPv4 address: each number is at most 255',
    fix: staticAddress,
  },
  {
    fails: (text) => /^[\d.]+$/.test(text) && !isIpv4(text),
    what: 'is not an IPv4 address, which is four numbers separated by dots',
    fix: staticAddress,
  },
  {
    fails: (text) => !isIpv4(text) && dnsName.test(text.toLowerCase()),
    what: 'is a name, and nodes need an address that stays the same',
    fix: (text) => `write its IPv4 address, which \`getent ahostsv4 ${text}\` prints`,
  },
  {
    fails: (text) => !isIpv4(text),
    what: 'is not an IPv4 address',
    fix: staticAddress,
  },
  {
    fails: (text) => trySpecialMeaning(text) !== undefined,
    what: (text) => `cannot be a host's address: it ${trySpecialMeaning(text)}`,
    fix: staticAddress,
  },
  {
    fails: (text) => /\.(0|255)$/.test(text),
    what: (text) =>
      `ends in .${text.split('.')[3]}, which is a ${text.endsWith('.0') ? 'network' : 'broadcast'} address`,
    fix: staticAddress,
  },
];

/** Rules of an address that may also be a name: nuclab only connects to the bastion. */
export const addressOrNameRules: readonly TextRule[] = [
  notEmpty,
  ...addressRules.filter(({ what }) => what === 'is a URL, but an address is expected'),
  {
    fails: isIpv6,
    what: 'is an IPv6 address, but this version of nuclab supports only IPv4',
    fix: 'write its IPv4 address or its name',
  },
  {
    fails: (text) => !isIpv4(text) && (/^[\d.]+$/.test(text) || !dnsName.test(text.toLowerCase())),
    what: 'is neither an IPv4 address nor a DNS name',
    fix: 'write e.g. 192.168.0.1 or gateway.example.org',
  },
  {
    fails: (text) => text === '0.0.0.0',
    what: 'means "this network"',
    fix: 'write the address of the bastion',
  },
];
