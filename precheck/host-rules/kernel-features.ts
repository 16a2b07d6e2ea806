import type { HostRule } from '../rule';

/** containerd unpacks images on overlay, kube-proxy needs br_netfilter and nf_conntrack, flannel needs vxlan. */
export const kernelFeatures: HostRule = {
  id: 'kernel-features',
  check: ({ kernelFeatures, kernel, container }, { inventory }) => {
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
