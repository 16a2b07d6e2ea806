/** Docker Hub answers under another name than the one images are called by. */
const serverNames: Readonly<Record<string, string>> = { 'docker.io': 'registry-1.docker.io' };

/**
 * containerd's `certs.d/<registry>/hosts.toml`: the mirrors are asked first, in their order, then the registry itself.
 * The first line is how install-container-runtime.sh knows the file as nuclab's own when the mirror leaves lab.yaml.
 *
 * @param registry as images name it: `registry.k8s.io`, `docker.io`, `10.0.0.5:5000`
 * @param mirrors base addresses, `http://10.0.0.5:5000`; one with a path (`https://cache.lab/v2/hub`) is used as it is
 * @see https://github.com/containerd/containerd/blob/main/docs/hosts.md
 */
export function renderRegistryHosts(registry: string, mirrors: readonly string[]): string {
  const server = `https://${serverNames[registry] ?? registry}`;
  const head = ['# written by nuclab: kubernetes.registryMirrors in lab.yaml', `server = ${quote(server)}`];
  return [...head, ...mirrors.flatMap((mirror) => ['', ...mirrorTable(mirror)])].join('\n') + '\n';
}

function mirrorTable(mirror: string): string[] {
  const address = mirror.replace(/\/+$/, '');
  const lines = [`[host.${quote(address)}]`, '  capabilities = ["pull", "resolve"]'];
  return /^https?:\/\/[^/]+\/./.test(address) ? [...lines, '  override_path = true'] : lines;
}

/** A TOML basic string: JSON's escapes are a subset of TOML's, but for DEL, which TOML wants escaped. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}
