import { Fault, Path, showPath } from '../problem';
import { urlHost } from '../schema/urls';
import { contains, overlaps, Subnet, subnetText, trySubnet } from '../subnet';
import { Draft, DraftSubnet } from './draft';

interface Used {
  readonly name: string;
  readonly address: string;
  readonly path: Path;
}

/** Everything that the lab reaches at an address. */
function usedAddresses(draft: Draft): Used[] {
  const hosts = draft.hosts.flatMap(({ name, address, addressPath }) =>
    address === undefined ? [] : [{ name: `host ${name}`, address, path: addressPath }],
  );
  const bastion =
    draft.bastion === undefined
      ? []
      : [{ name: 'the bastion', address: draft.bastion.name, path: draft.bastion.path }];
  const mirrorsPath = ['kubernetes', 'registryMirrors'];
  const mirrors = draft
    .keys(mirrorsPath)
    .flatMap((registry) => draft.tryNames([...mirrorsPath, registry]) ?? [])
    .map(({ name, path }) => ({ name: `the mirror ${name}`, address: urlHost(name), path }));
  const aptPath = ['kubernetes', 'apt', 'url'];
  const apt = draft.tryText(aptPath);
  const repository =
    apt === undefined ? [] : [{ name: 'the apt repository', address: urlHost(apt), path: aptPath }];
  return [...hosts, ...bastion, ...mirrors, ...repository];
}

const candidates = {
  podSubnet: ['10.244.0.0/16', '172.30.0.0/16', '192.168.128.0/17', '10.32.0.0/16'],
  serviceSubnet: ['10.96.0.0/12', '172.20.0.0/16', '192.168.64.0/18', '10.48.0.0/16'],
};

/** A common subnet that overlaps nothing the lab uses; each address counts as the /24 around it. */
function freeSubnet(draft: Draft, key: DraftSubnet['key']): string {
  const others = draft.subnets.filter((other) => other.key !== key).map(({ subnet }) => subnet);
  const networks = usedAddresses(draft).flatMap(({ address }) => trySubnet(`${address}/24`) ?? []);
  const isFree = (text: string): boolean => {
    const subnet = trySubnet(text);
    return subnet !== undefined && ![...others, ...networks].some((used) => overlaps(used, subnet));
  };
  return candidates[key].find(isFree) ?? 'a private subnet that nothing in the building uses';
}

const shown = ({ key, subnet, isWritten }: DraftSubnet): string =>
  `kubernetes.${key} ${isWritten ? `"${subnet.text}"` : `${subnet.text} (the default)`}`;

/** Pods and services have addresses of their own. */
export function podsAndServicesRule(draft: Draft): Fault[] {
  const [pods, services] = draft.subnets;
  if (pods === undefined || services === undefined || !overlaps(pods.subnet, services.subnet)) return [];
  const [wrong, other] = services.isWritten ? [services, pods] : [pods, services];
  const fix = `write ${wrong.key}: ${freeSubnet(draft, wrong.key)}`;
  return [{ path: wrong.path, what: `${shown(wrong)} overlaps ${shown(other)}`, fix }];
}

/** No address that the lab uses lies in a subnet of the cluster: nodes would look for it among pods or services. */
export function outsideRule(draft: Draft): Fault[] {
  return draft.subnets.flatMap((draftSubnet) => {
    const { key, subnet, path, isWritten } = draftSubnet;
    const inside = usedAddresses(draft).filter(({ address }) => contains(subnet, address));
    const [first] = inside;
    if (first === undefined) return [];
    const fix = `write kubernetes.${key}: ${freeSubnet(draft, key)}`;
    const more = inside.length === 1 ? '' : ` and ${inside.length - 1} more`;
    const what = isWritten
      ? `${shown(draftSubnet)} contains ${first.address}, the address of ${first.name}${more}`
      : `${showPath(first.path)} "${first.address}" lies in ${shown(draftSubnet)}${more === '' ? '' : `, as ${inside.length === 2 ? 'does one more address' : `do ${inside.length - 1} more addresses`}`}`;
    return [{ path: isWritten ? path : first.path, what, fix }];
  });
}

/** kubeadm gives each node a /24 of the pod subnet. */
export function roomForNodesRule(draft: Draft): Fault[] {
  const pods = draft.subnets.find(({ key }) => key === 'podSubnet');
  if (pods === undefined || pods.subnet.prefix > 24) return [];
  const room = 2 ** (24 - pods.subnet.prefix);
  if (draft.hosts.length <= room) return [];
  const prefix = 24 - Math.ceil(Math.log2(draft.hosts.length));
  const larger: Subnet | undefined = trySubnet(`${pods.subnet.text.split('/')[0]}/${prefix}`);
  const what = `${shown(pods)} has room for ${room} ${room === 1 ? 'node' : 'nodes'} (a /24 each), and the lab has ${draft.hosts.length} hosts`;
  return [
    {
      path: pods.path,
      what,
      fix: `write ${larger === undefined ? '10.244.0.0/16' : subnetText(larger)} or a larger one`,
    },
  ];
}
