import type { UrlAnswer } from '../../facts';
import type { Problem } from '../../errors/finding';
import type { HostContext, HostRule, PrecheckFacts } from '../rule';
import { answered, answersOf, describe, isUnresolved, registries } from '../url-answer';

/** Names the deploy depends on, said once instead of once per URL. */
export const nameResolution: HostRule = {
  id: 'name-resolution',
  check: (facts, { inventory, member }) => {
    const packages = facts.reach.urls.filter((answer) => answer.kind !== 'image' && isUnresolved(answer));
    const images = registries(inventory)
      .map(({ places }) => answersOf(facts, places))
      .filter((answers) => answers.every((answer) => answered(answer) === false))
      .flatMap((answers) => answers.filter(isUnresolved));
    const names = [...new Set([...packages, ...images].map(({ url }) => new URL(url).hostname))].sort();
    if (names.length === 0) return loopProblems(facts);
    return [
      {
        severity: member ? 'warning' : 'error',
        what: `the host cannot resolve ${names.join(', ')}`,
        fix: 'correct its name servers in /etc/resolv.conf, or with systemd-resolved those `resolvectl status` shows',
      },
    ];
  },
};

/** CoreDNS forwards to the host's name servers: one on the host itself is, inside a pod, CoreDNS itself. */
function loopProblems({ network: { nameServers } }: PrecheckFacts): Problem[] {
  const loopback = nameServers.find((address) => address.startsWith('127.') || address === '::1');
  if (loopback === undefined) return [];
  return [
    {
      severity: 'warning',
      what: `the name server is ${loopback}, with which CoreDNS stops ("Loop detected")`,
      fix: 'name a server on the network in /etc/resolv.conf, or use systemd-resolved, whose own list nuclab takes',
    },
  ];
}

/** One of a registry's mirrors, or the registry itself, must answer; a member has its images already. */
export const imageRegistries: HostRule = {
  id: 'image-registries',
  check: (facts, context) =>
    registries(context.inventory).flatMap(({ registry, places }) =>
      checkRegistry(registry, answersOf(facts, places), context),
    ),
};

function checkRegistry(registry: string, answers: readonly UrlAnswer[], context: HostContext): Problem[] {
  const first = answers[0];
  if (first === undefined || answers.some((answer) => answered(answer) === undefined)) return [];
  if (answered(first) === true) return [];
  const what = `images of ${registry}: ${describe(first)}`;
  if (answers.some((answer) => answered(answer) === true)) {
    const fix = `start the mirror, or remove it from kubernetes.registryMirrors`;
    return [{ severity: 'warning', what: `${what}, another place answers`, fix }];
  }
  if (answers.every(isUnresolved)) return [];
  const fix = `allow access to it, or name a mirror in kubernetes.registryMirrors`;
  return [{ severity: context.member ? 'warning' : 'error', what, fix }];
}
