import { Fault, showPath } from '../problem';
import { parseTaint } from '../schema/taint';
import { Draft } from './draft';

/** At least one host. */
export function someHostRule(draft: Draft): Fault[] {
  const isEmpty =
    draft.has(['hosts']) && typeof draft.get(['hosts']) === 'object' && draft.hosts.length === 0;
  if (!isEmpty || draft.get(['hosts']) === null || Array.isArray(draft.get(['hosts']))) return [];
  return [
    {
      path: ['hosts'],
      what: 'hosts is empty',
      fix: 'add one line for each host, e.g. nuc01: 192.168.0.11',
    },
  ];
}

/** Names differ in more than upper and lower case; identical names are found while reading. */
export function sameNameRule(draft: Draft): Fault[] {
  const seen = new Map<string, string>();
  return draft.hosts.flatMap(({ name, path }) => {
    const before = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), before ?? name);
    if (before === undefined) return [];
    const what = `${showPath(path)} is the same name as ${before}: DNS does not distinguish upper and lower case`;
    return [{ path, at: 'key', what, fix: 'rename one of the two' }];
  });
}

/** One host for each address. */
export function sameAddressRule(draft: Draft): Fault[] {
  const seen = new Map<string, string>();
  return draft.hosts.flatMap(({ name, address, addressPath }) => {
    if (address === undefined) return [];
    const before = seen.get(address);
    seen.set(address, before ?? name);
    if (before === undefined) return [];
    const what = `${showPath(addressPath)} "${address}" is also the address of ${before}`;
    return [{ path: addressPath, what, fix: `correct one of the two, or remove ${name}` }];
  });
}

/** A bastion leads to the hosts, so it cannot be one of them. */
export function bastionRule(draft: Draft): Fault[] {
  const bastion = draft.bastion;
  const host = draft.hosts.find(({ address }) => address !== undefined && address === bastion?.name);
  if (bastion === undefined || host === undefined) return [];
  const what = `${showPath(bastion.path)} "${bastion.name}" is the address of host ${host.name}`;
  return [
    { path: bastion.path, what, fix: 'name a computer that is not a host of the lab, or remove the bastion' },
  ];
}

/** Kubernetes accepts a pair of taint key and effect only once for each node. */
export function sameTaintRule(draft: Draft): Fault[] {
  return draft.hosts.flatMap(({ path }) => {
    const list = draft.get([...path, 'taints']);
    const seen = new Set<string>();
    return (Array.isArray(list) ? list : []).flatMap((_, index) => {
      const at = [...path, 'taints', index];
      const written = draft.tryText(at);
      const key = written === undefined ? draft.tryText([...at, 'key']) : parseTaint(written).key;
      const effect = written === undefined ? draft.tryText([...at, 'effect']) : parseTaint(written).effect;
      if (key === undefined || effect === undefined) return [];
      const isNew = !seen.has(`${key}:${effect}`);
      seen.add(`${key}:${effect}`);
      if (isNew) return [];
      return [
        {
          path: at,
          what: `${showPath(at)} repeats the key and effect of an earlier taint, ${key}:${effect}`,
          fix: 'remove one of the two',
        },
      ];
    });
  });
}
