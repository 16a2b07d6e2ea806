import type { Inventory } from '../../inventory/types';

const shipped = [
  'hosts',
  'kubeadm.yaml',
  'containerd-v2.toml',
  'containerd-v3.toml',
  'flannel.yaml',
  'node-settings',
];

/** The trigger that carries a file's digest, as engines/planned-step.ts names it: `kubeadm.yaml` -> `kubeadm_yaml_sha256`. */
export function fileTrigger(file: string): string {
  return `${file.replace(/[^a-z0-9]+/gi, '_').toLowerCase()}_sha256`;
}

/** From the trigger of a file back to its name; without the name, what the trigger says of it. */
export function fileNames(inventory: Inventory, remembered: Iterable<string>): (trigger: string) => string {
  const registries = Object.keys(inventory.kubernetes.registryMirrors);
  const files = [...remembered, ...registries.map((registry) => `hosts.${registry}.toml`), ...shipped];
  const known = new Map(files.map((file) => [fileTrigger(file), file]));
  return (trigger) => known.get(trigger) ?? trigger.replace(/_sha256$/, '');
}
