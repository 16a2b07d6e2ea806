import type { HostRule } from '../rule';

/** Steps run as transient units and the kubelet is a service: nothing works without systemd. */
export const systemd: HostRule = {
  id: 'systemd',
  check: ({ system: { systemd } }) => {
    if (systemd === undefined) {
      return [
        {
          severity: 'error',
          what: 'systemd does not run',
          fix: 'boot the host with systemd: `sudo apt-get install systemd-sysv` and reboot',
        },
      ];
    }
    if (!['initializing', 'starting', 'maintenance', 'stopping'].includes(systemd)) return [];
    return [
      {
        severity: 'warning',
        what: `the host is not up yet (systemd says ${systemd})`,
        fix: 'wait until `systemctl is-system-running --wait` and, where there is one, `cloud-init status --wait` return',
      },
    ];
  },
};

/** The scripts of all steps are bash. */
export const bash: HostRule = {
  id: 'bash',
  check: ({ system: { bash } }) =>
    bash === undefined
      ? [{ severity: 'error', what: 'bash is missing', fix: 'install it: `sudo apt-get install bash`' }]
      : [],
};

/** From this minor version on the kubelet does not start on cgroup v1 (`failCgroupV1`). */
const REFUSING_MINOR = 35;
const HARDWARE_FIX =
  'boot with cgroup v2: remove `systemd.unified_cgroup_hierarchy=0` from the kernel command line';
const CONTAINER_FIX = 'boot the machine that runs this container with cgroup v2';

export const cgroup: HostRule = {
  id: 'cgroup',
  check: ({ system: { cgroup, container } }, { inventory }) => {
    if (cgroup === undefined || cgroup === 'cgroup2fs') return [];
    const { version } = inventory.kubernetes;
    const fix = container === undefined ? HARDWARE_FIX : CONTAINER_FIX;
    const minor = Number(version.split('.')[1]);
    if (minor < REFUSING_MINOR) {
      const what = `the host uses cgroup v1, which Kubernetes refuses from 1.${REFUSING_MINOR} on`;
      return [{ severity: 'warning', what, fix }];
    }
    return [{ severity: 'error', what: `the host uses cgroup v1, which Kubernetes ${version} refuses`, fix }];
  },
};

/** containerd unpacks images on overlay, kube-proxy needs br_netfilter and nf_conntrack, flannel needs vxlan. */
export const kernelFeatures: HostRule = {
  id: 'kernel-features',
  check: ({ system: { kernelFeatures = {}, kernel, container } }, { inventory }) => {
    const needed = ['overlay', 'br_netfilter', 'nf_conntrack'];
    if (inventory.kubernetes.network.backend === 'vxlan') needed.push('vxlan');
    const missing = needed.filter((feature) => kernelFeatures[feature] === 'missing');
    if (missing.length === 0) return [];
    const what = `the kernel ${kernel ?? ''} offers no ${missing.join(', ')}`;
    if (container !== undefined) {
      // A container sees neither module files nor, for some, that a feature is built in.
      const fix = `load them on the machine that runs this container: \`sudo modprobe -a ${missing.join(' ')}\``;
      return [{ severity: 'warning', what, fix }];
    }
    const fix =
      'install the distribution\'s kernel and reboot: `sudo apt-get install --reinstall "linux-image-$(uname -r)"`';
    return [{ severity: 'error', what, fix }];
  },
};
