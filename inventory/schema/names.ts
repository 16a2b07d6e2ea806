import { looksLikeIpv4 } from '../subnet';
import { notEmpty, TextRule } from './text';

/** A DNS label: what a host, and the node on it, may be called. */
export const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** Lower-case DNS labels separated by dots. */
export const dnsName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/;

/** The nearest proper DNS label, to name in a fix. */
export function asDnsLabel(text: string): string {
  const label = text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
  return dnsLabel.test(label) && !/^\d+$/.test(label) ? label : 'nuc01';
}

const writeLabel = (text: string): string => `write ${asDnsLabel(text)}`;

/** Rules of a single DNS label (RFC 1123), as Kubernetes requires for node names. */
export const dnsLabelRules: readonly TextRule[] = [
  notEmpty,
  {
    fails: looksLikeIpv4,
    what: 'is an address, but a name is expected',
    fix: (text) => `write name: address, e.g. nuc01: ${text}`,
  },
  { fails: (text) => text.length > 63, what: 'is longer than 63 characters', fix: 'shorten it' },
  { fails: (text) => /[A-Z]/.test(text), what: 'has upper-case letters', fix: writeLabel },
  { fails: (text) => text.includes('_'), what: 'has an underscore', fix: writeLabel },
  {
    fails: (text) => text.includes('.'),
    what: 'has a dot; a name is one label without a domain',
    fix: (text) => `write ${asDnsLabel(text.split('.')[0] ?? '')}`,
  },
  { fails: (text) => /^-|-$/.test(text), what: 'begins or ends with a dash', fix: writeLabel },
  {
    fails: (text) => !dnsLabel.test(text),
    what: 'has characters other than a to z, 0 to 9 and dashes',
    fix: writeLabel,
  },
];

/** Rules of a host's name. */
export const hostNameRules: readonly TextRule[] = [
  ...dnsLabelRules,
  {
    fails: (text) => /^\d+$/.test(text),
    what: 'consists of digits only, which many tools read as an address',
    fix: (text) => `begin it with a letter, e.g. nuc${text.slice(0, 20)}`,
  },
  {
    fails: (text) => text === 'localhost',
    what: 'is what every computer calls itself',
    fix: 'give the host a name of its own, e.g. nuc01',
  },
  {
    // Steps are named host/phase, and those of the cluster itself cluster/phase.
    fails: (text) => text === 'cluster',
    what: 'is reserved: the steps of the cluster itself are named cluster/<phase>',
    fix: 'give the host another name, e.g. nuc01',
  },
];

const writeName = (text: string): string => `write ${text.toLowerCase().replace(/\.+$/, '')}`;

/** Rules of a DNS name of one or more labels. */
export const dnsNameRules: readonly TextRule[] = [
  notEmpty,
  { fails: (text) => text.length > 253, what: 'is longer than 253 characters', fix: 'shorten it' },
  {
    fails: (text) => /[A-Z]/.test(text),
    what: 'has upper-case letters',
    fix: writeName,
  },
  {
    fails: (text) => text.endsWith('.'),
    what: 'ends with a dot',
    fix: writeName,
  },
  {
    fails: (text) => !dnsName.test(text),
    what: 'is not a DNS name',
    fix: 'use labels of a to z, 0 to 9 and inner dashes, separated by dots, e.g. cluster.local',
  },
];

/** A Linux user that can log in. */
export const userName = /^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/;

export const userRules: readonly TextRule[] = [
  notEmpty,
  {
    fails: (text) => /[@:]/.test(text),
    what: 'is more than a user name',
    fix: (text) =>
      `write ${userName.test(text.split(/[@:]/)[0] ?? '') ? text.split(/[@:]/)[0] : 'the user name alone'}`,
  },
  {
    fails: (text) => !userName.test(text),
    what: 'is not a valid Linux user name',
    fix: 'use at most 32 letters, digits, dots, dashes and underscores, and begin with a letter, e.g. ubuntu',
  },
];

export const semester = /^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/;

export const semesterRules: readonly TextRule[] = [
  notEmpty,
  {
    fails: (text) => !semester.test(text),
    what: 'is not a plain word',
    fix: 'use lower-case letters, digits and inner dashes, e.g. 2026-autumn',
  },
];

/** For names of hosts given elsewhere: another rule checks that the host exists. */
export const notEmptyName: readonly TextRule[] = [notEmpty];
