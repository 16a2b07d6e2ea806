import { addressOrNameRules } from './addresses';
import { userRules } from './names';
import { notEmpty, TextFault, TextRule, tryTextFault } from './text';

interface BastionParts {
  readonly user?: string;
  readonly address: string;
  readonly port?: string;
}

/** For editors: `user@host:port`, of which only the host is required. */
export const bastionText = /^([A-Za-z_][A-Za-z0-9_.-]{0,31}@)?[A-Za-z0-9.-]{1,253}(:\d{1,5})?$/;

function partsOf(text: string): BastionParts {
  const at = text.lastIndexOf('@');
  const [address = '', ...ports] = text.slice(at + 1).split(':');
  return {
    address,
    ...(at === -1 ? {} : { user: text.slice(0, at) }),
    ...(ports.length === 0 ? {} : { port: ports.join(':') }),
  };
}

/** A bastion written as `user@host:port`, after the rules have passed. */
export function parseBastion(text: string): { user?: string; address: string; port?: number } {
  const { port, ...others } = partsOf(text);
  return port === undefined ? others : { ...others, port: Number(port) };
}

const isPort = (port: string): boolean =>
  /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535;
const userFault = (text: string): TextFault | undefined => {
  const { user } = partsOf(text);
  return user === undefined ? undefined : tryTextFault(user, userRules);
};
const addressFault = (text: string): TextFault | undefined =>
  tryTextFault(partsOf(text).address, addressOrNameRules);

export const bastionRules: readonly TextRule[] = [
  notEmpty,
  {
    fails: (text) => text.includes(',') || text.includes('://'),
    what: 'is not one user@host:port',
    fix: 'write one bastion, e.g. admin@gateway.example.org:2222',
  },
  {
    fails: (text) => userFault(text) !== undefined,
    what: (text) => `has a user that ${userFault(text)?.what}`,
    fix: (text) => userFault(text)?.fix ?? 'correct the user',
  },
  {
    fails: (text) => !isPort(partsOf(text).port ?? '22'),
    what: 'has a port that is not a number from 1 to 65535',
    fix: 'write e.g. admin@gateway.example.org:2222',
  },
  {
    fails: (text) => addressFault(text) !== undefined,
    what: (text) => `has a host that ${addressFault(text)?.what}`,
    fix: (text) => addressFault(text)?.fix ?? 'correct the host',
  },
];
