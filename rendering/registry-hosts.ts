/** The server of Docker Hub has another name than the one in image names. */
const serverNames: Readonly<Record<string, string>> = { 'docker.io': 'registry-1.docker.io' };

/**
 * containerd's `certs.d/<registry>/hosts.toml`: the mirrors are tried first, in order, then the registry itself.
 * By the first line, install-container-runtime.sh recognises the file as nuclab's own when the mirror is removed from
 * lab.yaml.
 *
 * @param registry as images name it: `registry.k8s.io`, `docker.io`, `10.0.0.5:5000`
 * @param mirrors base addresses, `http://10.0.0.5:5000`; one with a path (`https://cache.lab/v2/hub`) is used unchanged
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

/** A TOML basic string: JSON's escapes are a subset of TOML's, except for DEL, which TOML requires to be escaped. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}
