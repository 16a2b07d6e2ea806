import { architectureName } from '../architecture-name';
import type { HostRule } from '../rule';

/** Oldest supported release, and the releases nuclab is tested on. */
const SUPPORTED: Readonly<Record<string, { readonly name: string; readonly tested: readonly string[] }>> = {
  debian: { name: 'Debian', tested: ['12', '13'] },
  ubuntu: { name: 'Ubuntu', tested: ['22.04', '24.04', '26.04'] },
};
const SYSTEM_FIX = 'install Debian 12 or 13, or Ubuntu 22.04, 24.04 or 26.04';

/** The distribution's scripts know its packages: another one is refused, a newer release is only untested. */
export const operatingSystem: HostRule = {
  id: 'operating-system',
  check: ({ system: { os, osId, osVersion } }) => {
    const family = SUPPORTED[osId ?? ''];
    const name = os ?? osId ?? 'an unknown system';
    if (family === undefined)
      return [{ severity: 'error', what: `${name} is not supported`, fix: SYSTEM_FIX }];
    const oldest = Number(family.tested[0]);
    // Debian testing and unstable have no VERSION_ID: they are newer than every release.
    const version = osVersion === undefined ? Infinity : Number(osVersion);
    if (version < oldest) {
      return [
        {
          severity: 'error',
          what: `${name} is older than ${family.name} ${family.tested[0]}`,
          fix: SYSTEM_FIX,
        },
      ];
    }
    if (osVersion !== undefined && family.tested.includes(osVersion)) return [];
    return [{ severity: 'warning', what: `nuclab is not tested on ${name}`, fix: SYSTEM_FIX }];
  },
};

/** Kubernetes' packages and images are there for more, but nuclab is tested on these two only. */
export const architecture: HostRule = {
  id: 'architecture',
  check: ({ system: { architecture } }) =>
    architecture === undefined || ['amd64', 'arm64'].includes(architectureName(architecture))
      ? []
      : [
          {
            severity: 'error',
            what: `the architecture is ${architecture}`,
            fix: 'use a machine with an amd64 or arm64 processor and a 64-bit system on it',
          },
        ],
};

/** kubeadm refuses to make a control-plane node of a host with fewer (its preflight check `NumCPU`). */
const CONTROL_PLANE_CPUS = 2;

export const cpu: HostRule = {
  id: 'cpu',
  check: ({ usage: { cpus } }, { controlPlane }) =>
    !controlPlane || cpus === undefined || cpus >= CONTROL_PLANE_CPUS
      ? []
      : [
          {
            severity: 'error',
            what: `the host has ${cpus} CPU, a control-plane node needs ${CONTROL_PLANE_CPUS}`,
            fix: 'make it a worker, or choose another host in kubernetes.controlPlane',
          },
        ],
};

/** kubeadm refuses a control-plane node with less (its preflight check `Mem`, which also counts in 1024 × 1024 bytes). */
const CONTROL_PLANE_MEGABYTES = 1700;
/** System, containerd, kubelet, kube-proxy and flannel take about 500 MB before the first pod of a student. */
const WORKER_MEGABYTES = 700;

export const memory: HostRule = {
  id: 'memory',
  check: ({ usage: { memoryKilobytes } }, { controlPlane }) => {
    if (memoryKilobytes === undefined) return [];
    const megabytes = Math.floor(memoryKilobytes / 1024);
    if (controlPlane && megabytes < CONTROL_PLANE_MEGABYTES) {
      return [
        {
          severity: 'error',
          what: `the host has ${megabytes} MB of memory, a control-plane node needs ${CONTROL_PLANE_MEGABYTES}`,
          fix: 'add memory, or choose another host in kubernetes.controlPlane',
        },
      ];
    }
    if (controlPlane || megabytes >= WORKER_MEGABYTES) return [];
    return [
      {
        severity: 'warning',
        what: `the host has ${megabytes} MB of memory, below ${WORKER_MEGABYTES} little is left for pods`,
        fix: 'add memory',
      },
    ];
  },
};

const CAP_SYS_RESOURCE = 24n;

/** Virtual labs in containers work, with two settings the scripts make when they find this. */
export const container: HostRule = {
  id: 'container',
  check: ({ system: { container, capabilities } }) => {
    if (container === undefined) return [];
    const limited =
      capabilities !== undefined && ((BigInt(`0x${capabilities}`) >> CAP_SYS_RESOURCE) & 1n) === 0n;
    const without = limited ? ' without CAP_SYS_RESOURCE' : '';
    return [
      {
        severity: 'info',
        what: `the host is a container (${container})${without}`,
        fix: 'nothing to do: the steps adapt containerd and kube-proxy to it',
      },
    ];
  },
};
