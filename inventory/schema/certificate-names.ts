import { isIP } from 'node:net';
import { dnsName } from './names';
import { notEmpty, TextRule } from './text';

/** For editors: a DNS name, perhaps with a wildcard, or an address. */
export const certificateName = /^(\*\.)?[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$/;

const isName = (text: string): boolean => dnsName.test(text.replace(/^\*\./, '')) && !/^[\d.]+$/.test(text);

/** What kubeadm accepts as certSANs. */
export const certificateNameRules: readonly TextRule[] = [
  notEmpty,
  {
    fails: (text) => /:\/\/|\//.test(text) || /^[^:]+:\d+$/.test(text),
    what: 'is more than a name or an address',
    fix: 'leave out the scheme, the port and the path, e.g. lab.example.org',
  },
  {
    fails: (text) => isIP(text) === 0 && !isName(text),
    what: 'is neither a DNS name nor an address',
    fix: 'write e.g. lab.example.org, *.lab.example.org or 203.0.113.7',
  },
];
