import { withBackendDefaults } from './backend-defaults';
import { parseBastion } from './schema/bastion';
import { kubernetesKeyFingerprint, plainFingerprint } from './schema/fingerprint';
import { WrittenInventory } from './schema/inventory-schema';
import { parseTaint } from './schema/taint';
import { AptRepository, Bastion, Host, Inventory, KubernetesSettings, SshSettings } from './types';
import { minorOf } from './versions';

/** Brings everything into one form, and fills in the defaults that depend on other values. */
export function withDefaults(written: WrittenInventory): Inventory {
  const hosts = Object.entries(written.hosts).map(([name, host]) => toHost(name, host));
  return {
    name: written.name,
    ...(written.semester === undefined ? {} : { semester: written.semester }),
    ssh: toSsh(written.ssh),
    hosts,
    kubernetes: toKubernetes(written, hosts),
    backend: withBackendDefaults(written.name, written.backend),
  };
}

function toHost(name: string, written: WrittenInventory['hosts'][string]): Host {
  if (typeof written === 'string') return { name, address: written, labels: {}, taints: [] };
  const taints = written.taints.map((taint) => (typeof taint === 'string' ? parseTaint(taint) : taint));
  return { name, ...written, taints };
}

function toSsh({ bastion, ...others }: WrittenInventory['ssh']): SshSettings {
  if (bastion === undefined) return others;
  const parsed: Bastion = typeof bastion === 'string' ? { port: 22, ...parseBastion(bastion) } : bastion;
  return { ...others, bastion: parsed };
}

function toKubernetes({ name, kubernetes }: WrittenInventory, hosts: readonly Host[]): KubernetesSettings {
  const controlPlane = kubernetes.controlPlane ?? hosts.slice(0, 1).map((host) => host.name);
  const others = hosts.map((host) => host.name).filter((host) => !controlPlane.includes(host));
  return {
    ...kubernetes,
    controlPlane,
    workers: kubernetes.workers ?? others,
    apt: toApt(kubernetes),
    kubeconfig: kubernetes.kubeconfig ?? `${name}.kubeconfig`,
  };
}

function toApt({ apt, version }: WrittenInventory['kubernetes']): AptRepository {
  const url = apt.url ?? `https://pkgs.k8s.io/core:/stable:/v1.${minorOf(version)}/deb/`;
  return {
    url: url.endsWith('/') ? url : `${url}/`,
    keyFingerprint: plainFingerprint(apt.keyFingerprint ?? kubernetesKeyFingerprint),
  };
}
