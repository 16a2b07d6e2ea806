/** Format of containerd's configuration file: 2 for containerd 1.6 and 1.7, 3 for containerd 2.x. */
export type ContainerdConfigVersion = 2 | 3;

const note = [
  '# written by nuclab; changes here are lost at the next deploy',
  '# The pause image and restrict_oom_score_adj are set on the host by install-container-runtime.sh.',
];

/**
 * containerd's /etc/containerd/config.toml: systemd cgroups as kubelet needs them, network plugins where Kubernetes
 * puts them (distributions use /usr/lib/cni), registry mirrors from certs.d. Everything else keeps containerd's default.
 * Both formats are shipped, and the script uses the one for the installed containerd: a containerd 2 reads
 * version 2 with a warning, but a version 2 snippet under a version 3 header is silently ignored.
 *
 * @see https://github.com/containerd/containerd/blob/main/docs/cri/config.md
 */
export function renderContainerdConfig(version: ContainerdConfigVersion): string {
  const lines = version === 2 ? version2 : version3;
  return [...note, `version = ${version}`, '', ...lines].join('\n') + '\n';
}

const version2 = [
  '[plugins."io.containerd.grpc.v1.cri"]',
  '  sandbox_image = "registry.k8s.io/pause:3.10"',
  '  restrict_oom_score_adj = false',
  '',
  '[plugins."io.containerd.grpc.v1.cri".cni]',
  '  bin_dir = "/opt/cni/bin"',
  '  conf_dir = "/etc/cni/net.d"',
  '',
  '[plugins."io.containerd.grpc.v1.cri".containerd]',
  '  default_runtime_name = "runc"',
  '',
  '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]',
  '  runtime_type = "io.containerd.runc.v2"',
  '',
  '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]',
  '  SystemdCgroup = true',
  '',
  '[plugins."io.containerd.grpc.v1.cri".registry]',
  '  config_path = "/etc/containerd/certs.d"',
];

// The key is bin_dirs since 2.1; for 2.0 the script writes bin_dir.
const version3 = [
  `[plugins.'io.containerd.cri.v1.images'.pinned_images]`,
  '  sandbox = "registry.k8s.io/pause:3.10"',
  '',
  `[plugins.'io.containerd.cri.v1.images'.registry]`,
  '  config_path = "/etc/containerd/certs.d"',
  '',
  `[plugins.'io.containerd.cri.v1.runtime']`,
  '  restrict_oom_score_adj = false',
  '',
  `[plugins.'io.containerd.cri.v1.runtime'.cni]`,
  '  bin_dirs = ["/opt/cni/bin"]',
  '  conf_dir = "/etc/cni/net.d"',
  '',
  `[plugins.'io.containerd.cri.v1.runtime'.containerd]`,
  '  default_runtime_name = "runc"',
  '',
  `[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]`,
  '  runtime_type = "io.containerd.runc.v2"',
  '',
  `[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]`,
  '  SystemdCgroup = true',
];
