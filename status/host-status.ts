import type { Host } from '../inventory/types';
import type { HostResult, NodeFacts, HostFacts } from '../facts/lab-facts';
import type { Role } from '../inventory/role-of';
import type { CertificateStatus, HostStatus, StepStatus, Usage } from './lab-status';

const DAY_MILLISECONDS = 86_400_000;
const UNKNOWN: Usage = {
  loadPerCpu: null,
  diskUsedPercent: null,
  diskFreeMegabytes: null,
  memoryUsedPercent: null,
  uptimeSeconds: null,
};

export interface HostStatusProps {
  readonly host: Host;
  readonly role: Role;
  readonly result: HostResult;
  readonly steps: readonly StepStatus[];
  /** Of the cluster. Undefined when it could not be asked. */
  readonly nodes: readonly NodeFacts[] | undefined;
  readonly now: Date;
}

/** What is known of one host, in the terms of the table. */
export function hostStatus({ host, role, result, steps, nodes, now }: HostStatusProps): HostStatus {
  const common = {
    name: host.name,
    address: host.address,
    role,
    reachable: result.reached,
    node: nodeState(host.name, nodes),
  };
  if (!result.reached) {
    const { kind, what, fix } = result.problem;
    return {
      ...common,
      problem: { kind, what, fix },
      steps: [],
      operatingSystem: null,
      versions: {},
      certificates: [],
      usage: UNKNOWN,
      lock: null,
    };
  }
  return {
    ...common,
    problem: null,
    steps,
    operatingSystem: result.system.os ?? null,
    versions: result.versions,
    certificates: certificates(result, now),
    usage: usage(result.usage),
    lock: result.lock ?? null,
  };
}

function nodeState(name: string, nodes: readonly NodeFacts[] | undefined): HostStatus['node'] {
  if (nodes === undefined) return 'unknown';
  const node = nodes.find((each) => each.name === name);
  if (node === undefined) return 'absent';
  return node.ready ? 'Ready' : 'NotReady';
}

function certificates({ certificates: found }: HostFacts, now: Date): CertificateStatus[] {
  return found
    .map(({ name, expiresAt }) => ({
      name,
      expiresAt,
      daysLeft: Math.floor((Date.parse(expiresAt) - now.getTime()) / DAY_MILLISECONDS),
    }))
    .filter(({ daysLeft }) => !Number.isNaN(daysLeft))
    .sort((a, b) => a.daysLeft - b.daysLeft);
}

function usage(found: HostFacts['usage']): Usage {
  const { load, cpus, uptimeSeconds, diskAvailableKilobytes: free } = found;
  const known = load !== undefined && cpus !== undefined && cpus > 0;
  return {
    loadPerCpu: known ? Math.round((100 * load) / cpus) / 100 : null,
    diskUsedPercent: usedPercent(found.diskKilobytes, free),
    diskFreeMegabytes: free === undefined ? null : Math.floor(free / 1024),
    memoryUsedPercent: usedPercent(found.memoryKilobytes, found.memoryAvailableKilobytes),
    uptimeSeconds: uptimeSeconds ?? null,
  };
}

/** Rounded up, as df does. */
function usedPercent(total: number | undefined, available: number | undefined): number | null {
  if (total === undefined || available === undefined || total <= 0) return null;
  return Math.ceil((100 * (total - available)) / total);
}
