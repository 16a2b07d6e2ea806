/** The triggers that may be shown, and what people call them, in the order in which a report names them. */
const inputs: Readonly<Record<string, string>> = {
  semester: 'semester',
  lab: 'lab',
  host: 'host',
  host_name: 'host name',
  host_address: 'address',
  role: 'role',
  api_endpoint: 'API endpoint',
  kubernetes_version: 'Kubernetes version',
  runtime_package: 'containerd package',
  flannel_version: 'flannel version',
  backend: 'flannel backend',
  pod_subnet: 'pod subnet',
  dns_domain: 'DNS domain',
  schedulable_control_plane: 'pods on the control plane',
  control_plane_nodes: 'control-plane nodes',
  nodes: 'nodes',
  peer_addresses: 'addresses of the other hosts',
  open_ports: 'open ports',
  mirrored_registries: 'mirrored registries',
  repository_url: 'package repository',
  repository_key_fingerprint: 'key of the package repository',
  kubeconfig_path: 'path of the kubeconfig',
};

const names = Object.keys(inputs);
/** Values of these are words with blanks in between: what came and what went says more than both lists. */
const lists = new Set([
  'control_plane_nodes',
  'nodes',
  'peer_addresses',
  'open_ports',
  'mirrored_registries',
]);

export type TriggerKind = 'input' | 'list' | 'file' | 'script' | 'reason' | 'hidden';

/** What a trigger is. `hidden`: not an input of nuclab's scripts, so that its value is nobody's business. */
export function triggerKind(trigger: string): TriggerKind {
  if (trigger === 'reason') return 'reason';
  if (trigger === 'script_sha256') return 'script';
  if (/^[a-z0-9][a-z0-9_]{0,80}_sha256$/.test(trigger)) return 'file';
  if (!Object.hasOwn(inputs, trigger)) return 'hidden';
  return lists.has(trigger) ? 'list' : 'input';
}

/** What people call an input: `Kubernetes version`. */
export function inputWords(trigger: string): string {
  return inputs[trigger] ?? trigger;
}

/** Inputs as in the table above, then files, the script, and what is hidden; each by name. */
export function compareTriggers(a: string, b: string): number {
  const place = (trigger: string): number => {
    const kinds: readonly TriggerKind[] = ['file', 'script', 'hidden', 'reason'];
    const kind = kinds.indexOf(triggerKind(trigger));
    return kind === -1 ? names.indexOf(trigger) : names.length + kind;
  };
  return place(a) - place(b) || (a < b ? -1 : 1);
}

const shippedFiles: Readonly<Record<string, string>> = {
  hosts: 'names or addresses of hosts changed (the file hosts)',
  'node-settings': 'labels or taints changed (the file node-settings)',
};

/** `the file kubeadm.yaml changed`, `the file hosts.docker.io.toml is new`. */
export function fileChanged(file: string, from: string | undefined, to: string | undefined): string {
  if (from === undefined) return `the file ${file} is new`;
  if (to === undefined) return `the file ${file} is gone`;
  return shippedFiles[file] ?? `the file ${file} changed`;
}
