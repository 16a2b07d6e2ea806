import { dnsName } from './names';
import { notEmpty, TextRule } from './text';

/** A name or a value of a label, without prefix. */
const word = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;

/** For editors: optional prefix, slash, name. */
export const labelKey = /^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
export const labelValue = /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;

const nameOf = (key: string): string => key.split('/').at(-1) ?? '';
const prefixOf = (key: string): string => (key.includes('/') ? (key.split('/')[0] ?? '') : '');

/** Kubernetes' syntax of the keys of labels and taints. */
const keySyntaxRules: readonly TextRule[] = [
  notEmpty,
  {
    fails: (key) => key.split('/').length > 2,
    what: 'has more than one slash',
    fix: 'write name or prefix/name, e.g. lab.example.org/rack',
  },
  {
    fails: (key) => nameOf(key).length > 63,
    what: 'has a name longer than 63 characters',
    fix: 'shorten it',
  },
  {
    fails: (key) => key.includes('/') && (prefixOf(key).length > 253 || !dnsName.test(prefixOf(key))),
    what: 'has a prefix that is not a DNS name',
    fix: 'write the prefix in lower case like a domain, e.g. lab.example.org/rack',
  },
  {
    fails: (key) => !word.test(nameOf(key)),
    what: 'is not a name that Kubernetes accepts',
    fix: 'use letters, digits and inner dashes, dots and underscores, e.g. rack',
  },
];

/** Namespaces of kubernetes.io in which an admin may set labels; all others belong to Kubernetes. */
const writable = ['node-role', 'node', 'node-restriction', 'topology'].map((name) => `${name}.kubernetes.io`);
const ownedByKubernetes = (key: string): boolean =>
  /(^|\.)(kubernetes|k8s)\.io$/.test(prefixOf(key)) && !writable.includes(prefixOf(key));
const rolesOfKubeadm = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

export const labelKeyRules: readonly TextRule[] = [
  ...keySyntaxRules,
  {
    fails: (key) => rolesOfKubeadm.includes(key),
    what: 'is the label by which kubeadm knows its control plane',
    fix: 'remove it, and name the host in kubernetes.controlPlane',
  },
  {
    fails: ownedByKubernetes,
    what: 'has a prefix that belongs to Kubernetes, which sets these labels itself',
    fix: (key) => `use a prefix of your own, e.g. lab.example.org/${nameOf(key)}`,
  },
];

/** Rules of a label's value; empty is allowed. */
export const labelValueRules: readonly TextRule[] = [
  { fails: (value) => value.length > 63, what: 'is longer than 63 characters', fix: 'shorten it' },
  {
    fails: (value) => !labelValue.test(value),
    what: 'is not a value that Kubernetes accepts',
    fix: 'use letters, digits and inner dashes, dots and underscores, e.g. rack-1',
  },
];

export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

/** For editors: kubectl's spelling of a taint. */
export const taintText =
  /^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9][A-Za-z0-9_.-]{0,62}(=[A-Za-z0-9_.-]{0,63})?:(NoSchedule|PreferNoSchedule|NoExecute)$/;

export const taintKeyRules: readonly TextRule[] = [
  ...keySyntaxRules,
  {
    fails: (key) => rolesOfKubeadm.includes(key),
    what: 'is the taint of control-plane nodes, which nuclab sets by kubernetes.schedulableControlPlane',
    fix: 'remove it, and set kubernetes.schedulableControlPlane to true or false',
  },
  {
    fails: (key) => /(^|\.)(kubernetes|k8s)\.io$/.test(prefixOf(key)),
    what: 'has a prefix that belongs to Kubernetes, which sets and removes these taints itself',
    fix: (key) => `use a prefix of your own, e.g. lab.example.org/${nameOf(key)}`,
  },
];
