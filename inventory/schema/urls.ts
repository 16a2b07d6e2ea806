import { ipv4 } from './addresses';
import { dnsName } from './names';
import { notEmpty, TextRule } from './text';

/** For editors; the rules check the rest. */
export const webUrl = /^https?:\/\/[A-Za-z0-9.-]+(:\d{1,5})?(\/[A-Za-z0-9._~:+/%-]*)?$/;

const parts = /^(https?):\/\/([^/?#]*)([^?#]*)(.*)$/;
const hasCredentials = (text: string): boolean => /:\/\/[^/]*@/.test(text);

/** Host name or address of a URL that passes the rules. */
export function urlHost(text: string): string {
  return parts.exec(text)?.[2]?.split(':')[0] ?? '';
}

function isAuthority(authority: string): boolean {
  const [host = '', port, ...rest] = authority.split(':');
  const isPort = port === undefined || (/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535);
  const isHost = /^[\d.]+$/.test(host) ? ipv4.test(host) : dnsName.test(host.toLowerCase());
  return isHost && isPort && rest.length === 0;
}

/**
 * Rules of the address of a web server; `example` is named in fixes.
 *
 * @param withoutCredentials the fix for a URL with a user or password in it
 */
export function urlRules(
  example: string,
  withoutCredentials = 'remove everything between :// and @, and allow access to the server from the lab network',
): readonly TextRule[] {
  return [
    notEmpty,
    {
      fails: hasCredentials,
      first: true,
      what: 'contains a user or password, and secrets do not belong in an inventory',
      fix: withoutCredentials,
    },
    {
      fails: (text) => !/^[a-z][a-z0-9+.-]*:\/\//i.test(text),
      what: 'does not begin with http:// or https://',
      fix: (text) => `write it as a URL, e.g. ${webUrl.test(`http://${text}`) ? `http://${text}` : example}`,
    },
    {
      fails: (text) => !/^https?:\/\//.test(text),
      what: 'begins with something other than http:// or https://',
      fix: `write e.g. ${example}`,
    },
    {
      fails: (text) => /[?#]/.test(text),
      what: 'contains a ? or #',
      fix: (text) => `write ${text.split(/[?#]/)[0]}`,
    },
    {
      fails: (text) => !isAuthority(parts.exec(text)?.[2] ?? ''),
      what: 'has no proper host name, IPv4 address or port',
      fix: `write e.g. ${example}`,
    },
    {
      fails: (text) => !webUrl.test(text),
      what: 'has characters that a URL cannot have',
      fix: `write e.g. ${example}`,
    },
  ];
}

/** The closed repositories that old instructions still name. */
const closedRepository = /^https?:\/\/(apt\.kubernetes\.io|packages\.cloud\.google\.com)(\/|$)/;

export const aptUrlRules: readonly TextRule[] = [
  ...urlRules('http://mirror.lab:8080/kubernetes/'),
  {
    fails: (text) => closedRepository.test(text),
    what: 'was shut down in March 2024',
    fix: 'remove the line: nuclab then uses pkgs.k8s.io',
  },
];

/** A registry as image names spell it: `docker.io`, `registry.k8s.io`, `10.0.0.5:5000`. */
export const registry = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/;

export const registryRules: readonly TextRule[] = [
  notEmpty,
  {
    fails: (text) => text.includes('/'),
    what: 'is more than the registry part of an image name',
    fix: (text) => `write ${registryPart(text)}`,
  },
  {
    fails: (text) => ['index.docker.io', 'registry-1.docker.io', 'hub.docker.com', 'docker'].includes(text),
    what: 'is not the name that images of Docker Hub use',
    fix: 'write docker.io',
  },
  {
    fails: (text) => !registry.test(text) || !isAuthority(text),
    what: 'is not a registry',
    fix: 'write it as in image names, e.g. docker.io or registry.k8s.io',
  },
];

function registryPart(text: string): string {
  const part = text.replace(/^[a-z]+:\/\//i, '').split('/')[0] ?? '';
  return registry.test(part) ? part : 'e.g. docker.io';
}
