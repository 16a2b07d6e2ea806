import type { HostRule } from '../rule';
import { address } from './address';
import { architecture } from './architecture';
import { bash } from './bash';
import { cgroup } from './cgroup';
import { clock } from './clock';
import { container } from './container';
import { cpu } from './cpu';
import { diskSpace } from './disk-space';
import { downloadTool } from './download-tool';
import { firewall } from './firewall';
import { hostName } from './host-name';
import { imageRegistries } from './image-registries';
import { inodes } from './inodes';
import { kernelFeatures } from './kernel-features';
import { kubernetesRepository } from './kubernetes-repository';
import { machineIdSet } from './machine-id-set';
import { memory } from './memory';
import { nameResolution } from './name-resolution';
import { operatingSystem } from './operating-system';
import { otherCluster } from './other-cluster';
import { packageManager } from './package-manager';
import { packageSources } from './package-sources';
import { ports } from './ports';
import { swap } from './swap';
import { systemd } from './systemd';
import { timeSync } from './time-sync';
import { writable } from './writable';

/** In the order findings are shown: what the machine is, what it holds, what it reaches. */
export const hostRules: readonly HostRule[] = [
  operatingSystem,
  architecture,
  cpu,
  memory,
  diskSpace,
  inodes,
  writable,
  systemd,
  bash,
  cgroup,
  kernelFeatures,
  container,
  swap,
  machineIdSet,
  hostName,
  address,
  clock,
  timeSync,
  otherCluster,
  ports,
  firewall,
  packageManager,
  nameResolution,
  packageSources,
  kubernetesRepository,
  imageRegistries,
  downloadTool,
];
