import type { CheckOutcome } from '../exchange/check-outcome';
import type { HostLock } from '../locks/host-lock';

export type { CheckOutcome, Difference } from '../exchange/check-outcome';
export type { HostLock } from '../locks/host-lock';

/**
 * Facts: what one read-only look at all hosts found, the second input of synthesis beside the inventory. No secret is in
 * them, and every text that a host said is one redacted line without control characters.
 */
export interface LabFacts {
  readonly schemaVersion: 2;
  /** The lab's name. */
  readonly lab: string;
  /** When the look began, UTC: `2026-11-21T11:52:03Z`. */
  readonly observedAt: string;
  /** Version of the nuclab that looked. */
  readonly nuclab: string;
  /** In the order of the inventory. */
  readonly hosts: readonly HostObservation[];
  /** The cluster as its own control plane sees it. @default - no control plane could be asked, or there is none yet */
  readonly cluster?: ClusterFacts;
}

/** A host that could not be looked at is a fact too, and another one than a host that was found changed. */
export type HostObservation = ObservedHost | UnreachableHost;

export interface UnreachableHost {
  readonly name: string;
  readonly address: string;
  readonly reached: false;
  readonly problem: ObservationProblem;
}

export interface ObservationProblem {
  /** `unreachable`, `timeout`, `changed-host-key`, `authentication`, `sudo-password`, … as the SSH layer names it; `look`: the look itself failed. */
  readonly kind: string;
  readonly what: string;
  readonly fix: string;
  /** Exit code of a command that fails for this alone. */
  readonly exitCode: number;
}

export interface ObservedHost {
  readonly name: string;
  readonly address: string;
  readonly reached: true;
  readonly identity: {
    readonly machineId?: string;
    readonly bootId?: string;
    readonly hostname?: string;
    /** Fingerprint of the host key that was verified, `SHA256:…`. */
    readonly hostKey?: string;
  };
  readonly system: {
    /** Pretty name, e.g. `Debian GNU/Linux 13 (trixie)`. */
    readonly os?: string;
    readonly kernel?: string;
    /** As `uname -m` says it. */
    readonly architecture?: string;
  };
  readonly usage: {
    readonly uptimeSeconds?: number;
    /** One-minute load average. */
    readonly load?: number;
    readonly cpus?: number;
    readonly memoryKilobytes?: number;
    readonly memoryAvailableKilobytes?: number;
    /** Of the file system that holds /var/lib. */
    readonly diskKilobytes?: number;
    readonly diskAvailableKilobytes?: number;
  };
  /** Installed versions: `containerd`, `kubeadm`, `kubelet`, `kubectl`, without `v` and package revision. */
  readonly versions: Readonly<Record<string, string>>;
  /** Below /etc/kubernetes/pki and kubelet's own, sorted by name. */
  readonly certificates: readonly Certificate[];
  /** In the order of the phases; one for each marker of the host. */
  readonly steps: readonly StepObservation[];
  /** Who works on the host right now. @default - nobody */
  readonly lock?: HostLock;
}

export interface Certificate {
  /** Path without `/etc/kubernetes/pki/` and `.crt`: `apiserver`, `etcd/server`; `kubelet-client` for kubelet's own. */
  readonly name: string;
  /** UTC: `2027-11-21T11:52:03Z`. */
  readonly expiresAt: string;
}

/** One phase that nuclab finished on the host: what it remembers, and whether it still is so. */
export interface StepObservation {
  readonly phase: string;
  readonly marker: StepMarker;
  readonly check: CheckOutcome;
}

export interface StepMarker {
  readonly inputs: Readonly<Record<string, string>>;
  /** File name to the SHA-256 of its text. */
  readonly files: Readonly<Record<string, string>>;
  readonly scriptSha256: string;
  readonly reason: string;
  /** How often the step ran and had something to remember. */
  readonly runCount: number;
}

export interface ClusterFacts {
  /** Host that was asked. */
  readonly observedOn: string;
  /** Of the API server, without `v`. @default - it did not answer: `problem` says what it said */
  readonly version?: string;
  readonly problem?: string;
  /** Sorted by name. */
  readonly nodes: readonly NodeFacts[];
  /** Sorted by name. */
  readonly etcdMembers: readonly EtcdMember[];
  /** Steps of the cluster, in the order of the phases; one for each marker that the cluster keeps. */
  readonly steps: readonly StepObservation[];
}

export interface NodeFacts {
  readonly name: string;
  readonly ready: boolean;
  /** Message of the Ready condition when the node is not Ready. */
  readonly message?: string;
  readonly role: 'control-plane' | 'worker';
  /** Of its kubelet, without `v`. */
  readonly version: string;
  /** Whether it takes pods: false after a cordon. */
  readonly schedulable: boolean;
  readonly address?: string;
  readonly machineId?: string;
}

export interface EtcdMember {
  readonly name: string;
  readonly peerUrl: string;
  /** A learner has no vote yet. */
  readonly learner: boolean;
}

/** The observation of a host, if there is one. */
export function hostFacts(facts: LabFacts | undefined, name: string): HostObservation | undefined {
  return facts?.hosts.find((host) => host.name === name);
}
