import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { renderContainerdConfig, type ContainerdConfigVersion } from '../../rendering/containerd-config';

const golden = (name: string): string => readFileSync(join(__dirname, 'golden', name), 'utf8');
const versions: ContainerdConfigVersion[] = [2, 3];

describe('renderContainerdConfig', () => {
  test.each(versions)('version %d is the reviewed file', (version) => {
    expect(renderContainerdConfig(version)).toBe(golden(`containerd-v${version}.toml`));
  });

  test('version 2 sets what containerd 1.x reads under its CRI plugin', () => {
    expect(parse(renderContainerdConfig(2))).toEqual({
      version: 2,
      plugins: {
        'io.containerd.grpc.v1.cri': {
          sandbox_image: 'registry.k8s.io/pause:3.10',
          restrict_oom_score_adj: false,
          cni: { bin_dir: '/opt/cni/bin', conf_dir: '/etc/cni/net.d' },
          containerd: {
            default_runtime_name: 'runc',
            runtimes: { runc: { runtime_type: 'io.containerd.runc.v2', options: { SystemdCgroup: true } } },
          },
          registry: { config_path: '/etc/containerd/certs.d' },
        },
      },
    });
  });

  test('version 3 sets what containerd 2.x reads under its image and runtime plugins', () => {
    expect(parse(renderContainerdConfig(3))).toEqual({
      version: 3,
      plugins: {
        'io.containerd.cri.v1.images': {
          pinned_images: { sandbox: 'registry.k8s.io/pause:3.10' },
          registry: { config_path: '/etc/containerd/certs.d' },
        },
        'io.containerd.cri.v1.runtime': {
          restrict_oom_score_adj: false,
          cni: { bin_dirs: ['/opt/cni/bin'], conf_dir: '/etc/cni/net.d' },
          containerd: {
            default_runtime_name: 'runc',
            runtimes: { runc: { runtime_type: 'io.containerd.runc.v2', options: { SystemdCgroup: true } } },
          },
        },
      },
    });
  });

  test.each(versions)(
    'version %d has exactly one line for each thing the script sets on the host',
    (version) => {
      const lines = renderContainerdConfig(version).split('\n');
      expect(lines.filter((line) => line.includes('registry.k8s.io/pause:'))).toHaveLength(1);
      expect(lines.filter((line) => line.includes('restrict_oom_score_adj = '))).toHaveLength(1);
    },
  );

  test.each(versions)('version %d does not disable any plugin, CRI least of all', (version) => {
    expect(parse(renderContainerdConfig(version))).not.toHaveProperty('disabled_plugins');
  });
});
