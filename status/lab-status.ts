import type { ExitCode } from '../errors/exit-codes';
import type { HostLock, HostProblem } from '../facts/lab-facts';
import type { LabFinding } from '../errors/finding';
import type { Role } from '../inventory/role-of';

/** What `nuclab status --json` prints; a change that breaks readers raises `schemaVersion`. */
export interface LabStatus {
  readonly schemaVersion: 1;
  /** No problem is an error. */
  readonly ok: boolean;
  /** Of the command; within `--watch` what it would be for this round. */
  readonly exitCode: ExitCode;
  /** Name of the lab. */
  readonly lab: string;
  /** When the facts were gathered, UTC: `2026-11-21T11:52:03Z`. */
  readonly observedAt: string;
  readonly summary: Summary;
  /** In the order of the inventory. */
  readonly hosts: readonly HostStatus[];
  /** Steps that belong to the cluster, in their order; empty when it could not be asked, or hosts were named and none is a control plane. */
  readonly clusterSteps: readonly StepStatus[];
  /** Of the cluster, sorted by name. Null when the cluster could not be asked. */
  readonly nodes: readonly NodeStatus[] | null;
  /** Most serious first; ids are stable, docs/status.md lists them. */
  readonly problems: readonly LabFinding[];
}

/** Of the hosts shown. */
export interface Summary {
  readonly hosts: number;
  readonly reachable: number;
  /** Hosts that lab.yaml wants as nodes. */
  readonly nodes: number;
  /** Null when the cluster could not be asked. */
  readonly ready: number | null;
  /** On the hosts that could be checked. */
  readonly steps: Readonly<Record<StepState, number>>;
  readonly errors: number;
  readonly warnings: number;
}

export interface HostStatus {
  readonly name: string;
  readonly address: string;
  readonly role: Role;
  readonly reachable: boolean;
  /** Why the host could not be checked. */
  readonly problem: Omit<HostProblem, 'exitCode'> | null;
  /** Steps that lab.yaml wants on the host, in their order; empty when it could not be checked. */
  readonly steps: readonly StepStatus[];
  /** `absent`: the cluster has no node of this name. `unknown`: the cluster could not be asked. */
  readonly node: 'Ready' | 'NotReady' | 'absent' | 'unknown';
  /** Pretty name of the operating system. */
  readonly operatingSystem: string | null;
  /** Installed: `containerd`, `kubeadm`, `kubectl`, `kubelet`. */
  readonly versions: Readonly<Record<string, string>>;
  /** The first to expire first. */
  readonly certificates: readonly CertificateStatus[];
  readonly usage: Usage;
  /** Who works on the host right now. */
  readonly lock: HostLock | null;
}

/**
 * `follows`: what differs follows from an earlier step or from a host that could not be checked. `missing`: the host
 * does not remember the step. `running`: it is running. `unchecked`: the check itself failed.
 */
export type StepState = 'in-place' | 'drifted' | 'follows' | 'missing' | 'running' | 'unchecked';

export interface StepStatus {
  readonly phase: string;
  readonly state: StepState;
  /** Why the step ran last. Null when it is missing. */
  readonly reason: string | null;
  readonly runs: number;
  /** Without those that only follow from others of this list. */
  readonly differences: readonly DifferenceStatus[];
  /** Why it could not be checked. */
  readonly problem: string | null;
}

export interface DifferenceStatus {
  readonly item: string;
  readonly text: string;
  /** It follows from earlier steps, here or on other hosts. */
  readonly outcome: boolean;
}

export interface CertificateStatus {
  readonly name: string;
  /** UTC: `2027-11-21T11:52:03Z`. */
  readonly expiresAt: string;
  /** Whole days; below 0 when it has expired. */
  readonly daysLeft: number;
}

/** Null is what could not be read. */
export interface Usage {
  /** One-minute load average for each CPU; above 1 work waits. */
  readonly loadPerCpu: number | null;
  /** Of the file system that holds /var/lib, rounded up. */
  readonly diskUsedPercent: number | null;
  readonly diskFreeMegabytes: number | null;
  readonly memoryUsedPercent: number | null;
  readonly uptimeSeconds: number | null;
}

export interface NodeStatus {
  readonly name: string;
  readonly role: 'control-plane' | 'worker';
  readonly ready: boolean;
  /** Message of the Ready condition when the node is not Ready. */
  readonly message: string | null;
  /** Whether it takes pods: false after a cordon. */
  readonly schedulable: boolean;
  /** Of its running kubelet. */
  readonly version: string;
  readonly address: string | null;
  /** Whether lab.yaml has it as a node. */
  readonly inInventory: boolean;
}
