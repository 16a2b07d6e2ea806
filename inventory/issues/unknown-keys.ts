import { tryNearest } from '../nearest';
import { Fault, Path, quote, showPath } from '../problem';
import { inventorySchema } from '../schema/inventory-schema';
import { allKeyPaths, allowedKeys } from '../schema/walk';
import { KeyWords, tryBackendKeyWords } from './backend-keys';

/** Keys of later versions: known by name, so that the message does not suggest a typo. */
const reserved: Readonly<Record<string, KeyWords>> = {
  loadBalancer: {
    what: 'asks for a load balancer, which this version of nuclab does not set up yet',
    fix: 'remove it, and name one host in kubernetes.controlPlane',
  },
  etcd: {
    what: 'asks for an external etcd, which this version of nuclab does not set up yet',
    fix: 'remove it: etcd then runs on the control plane',
  },
  swarm: {
    what: 'asks for a Docker Swarm, which this version of nuclab does not set up yet',
    fix: 'remove it, and describe the cluster below kubernetes',
  },
};

/** What other tools call the same thing. */
const otherNames: Readonly<Record<string, string>> = {
  ip: 'address',
  ipAddress: 'address',
  host: 'address',
  hostname: 'address',
  username: 'user',
  privateKey: 'identityFile',
  keyFile: 'identityFile',
  sshKey: 'identityFile',
  jumpHost: 'bastion',
  proxyJump: 'bastion',
  nodes: 'hosts',
  machines: 'hosts',
  servers: 'hosts',
  k8s: 'kubernetes',
  cluster: 'kubernetes',
  kubernetesVersion: 'version',
  master: 'controlPlane',
  masters: 'controlPlane',
  podCIDR: 'podSubnet',
  podNetworkCidr: 'podSubnet',
  serviceCIDR: 'serviceSubnet',
  clusterDomain: 'dnsDomain',
  cni: 'network',
  mirrors: 'registryMirrors',
};

/** Every key with a name of its own, to the paths where it is allowed; settings of backends depend on their type. */
const pathsByKey = new Map<string, string[]>();
for (const path of allKeyPaths(inventorySchema).filter((each) => !each.startsWith('backend.'))) {
  const key = path.split('.').at(-1) ?? '';
  pathsByKey.set(key, [...(pathsByKey.get(key) ?? []), path]);
}

const secretKey = /pass(word|phrase)?$|secret|token|private.?key$/i;

const tables: readonly ((key: string, allowed: readonly string[]) => KeyWords | undefined)[] = [
  (key) => (Object.hasOwn(reserved, key) ? reserved[key] : undefined),
  (key) => {
    if (!secretKey.test(key) || key in otherNames) return undefined;
    const what = 'holds a secret, and secrets do not belong in an inventory';
    return {
      what,
      fix: 'remove it: nuclab asks for passwords when it needs them; replace it if others could have read it',
    };
  },
  (key) => {
    if (key !== '<<') return undefined;
    return { what: 'is a YAML merge key, which nuclab does not support', fix: 'write the keys out' };
  },
  (key, allowed) => {
    const nearest = tryNearest(key, allowed);
    return nearest === undefined ? undefined : unknown(`write ${nearest}`, nearest);
  },
  (key, allowed) => {
    const name = Object.hasOwn(otherNames, key) ? otherNames[key] : undefined;
    return name !== undefined && allowed.includes(name) ? unknown(`write ${name}`, name) : undefined;
  },
  (key) => {
    const elsewhere = pathsByKey.get(key);
    if (elsewhere === undefined) return undefined;
    const places = elsewhere.map((path) => path.replace('*', '<name>')).join(' or ');
    return { what: 'does not belong here', fix: `move it to ${places}` };
  },
];

const unknown = (fix: string, meant?: string): KeyWords => ({
  what: 'is not a key that nuclab knows',
  fix,
  meant,
});

/**
 * One fault for each unknown key of a map, at the key.
 *
 * @param inventory the whole inventory: the settings of a backend depend on its type
 */
export function unknownKeyFaults(parent: Path, keys: readonly string[], inventory: unknown): Fault[] {
  const allowed = allowedKeys(inventorySchema, parent, inventory);
  const type = (inventory as { backend?: { type?: unknown } } | undefined)?.backend?.type;
  return keys.map((key) => {
    const words =
      tryBackendKeyWords(parent, key, type, allowed) ??
      tables.map((table) => table(key, allowed)).find((found) => found !== undefined);
    const { what, fix, meant } = words ?? unknown(`use one of ${allowed.join(', ')}`);
    const path = [...parent, key];
    return {
      path,
      at: 'key',
      what: `${key.length > 40 ? `key ${quote(key)}` : showPath(path)} ${what}`,
      fix,
      meant,
    };
  });
}
