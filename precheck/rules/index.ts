import type { HostRule, LabRule } from '../rule';
import { clusterCa, otherCluster } from './cluster-rules';
import * as identity from './identity-rules';
import { bash, cgroup, kernelFeatures, systemd } from './kernel-rules';
import { address, firewall, macAddress, peers } from './network-rules';
import { downloadTool, kubernetesRepository, packageManager, packageSources } from './packages-rules';
import { ports } from './ports-rules';
import { imageRegistries, nameResolution } from './registries-rules';
import { diskSpace, inodes, swap, writable } from './storage-rules';
import { architecture, container, cpu, memory, operatingSystem } from './system-rules';
import { clock, clockMedian, timeSync } from './time-rules';

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
  identity.machineIdSet,
  identity.hostName,
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

/** What only shows when hosts are compared. */
export const labRules: readonly LabRule[] = [
  identity.sameMachine,
  identity.machineId,
  macAddress,
  identity.productUuid,
  identity.duplicateHostName,
  clockMedian,
  clusterCa,
  peers,
];
