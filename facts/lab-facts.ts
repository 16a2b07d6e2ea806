import type { ClusterFacts } from './cluster-facts';
import type { HostFacts } from './host-facts';

export type * from './cluster-facts';
export type * from './host-facts';
export type * from './step-facts';

/**
 * Facts: what one read-only pass over all hosts found, the second input of synthesis beside the inventory. No secret is
 * in them, and every text that a host said is one redacted line without control characters.
 */
export interface LabFacts {
  readonly schemaVersion: 2;
  /** The lab's name. */
  readonly lab: string;
  /** When the facts were gathered, UTC: `2026-11-21T11:52:03Z`. */
  readonly observedAt: string;
  /** Version of the nuclab that gathered them. */
  readonly nuclab: string;
  /** In the order of the inventory. */
  readonly hosts: readonly HostResult[];
  /** The cluster as its own control plane sees it. @default - no control plane could be asked, or there is none yet */
  readonly cluster?: ClusterFacts;
}

/** A host without facts is a fact too, and another one than a host that was found changed. */
export type HostResult = HostFacts | UnreachableHost;

export interface UnreachableHost {
  readonly name: string;
  readonly address: string;
  readonly reached: false;
  readonly problem: HostProblem;
}

/** Why a host gave no facts. */
export interface HostProblem {
  /** `unreachable`, `timeout`, `changed-host-key`, `authentication`, `sudo-password`, … as the SSH layer names it; `facts`: the exchange itself failed. */
  readonly kind: string;
  /** What failed in place of the host or on the way to it, such as a bastion. @default - the host itself */
  readonly where?: string;
  readonly what: string;
  readonly fix: string;
  /** Exit code of a command that fails for this alone. */
  readonly exitCode: number;
}

/** What came of asking a host, if it was asked. */
export function hostFacts(facts: LabFacts | undefined, name: string): HostResult | undefined {
  return facts?.hosts.find((host) => host.name === name);
}
