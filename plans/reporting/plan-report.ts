import type { PhaseName } from '../../phases';

/** What `nuclab plan --json` prints; a change that breaks readers raises `schemaVersion`. Every text is one clean line. */
export interface PlanReport {
  readonly schemaVersion: 1;
  /** Name of the lab. */
  readonly lab: string;
  readonly verdict: Verdict;
  /** The gravest first. */
  readonly effects: readonly Effect[];
  /** Steps that do something, by host and phase. */
  readonly steps: readonly StepRow[];
  /** Changes in the plan that are no step of nuclab. */
  readonly otherChanges: readonly OtherChange[];
  /** Hosts that were checked (without facts: all) and where there is nothing to do, in the order of the inventory. */
  readonly unchangedHosts: readonly string[];
  /** Hosts of which the plan knows less than of others, or that somebody else uses. */
  readonly notices: readonly Notice[];
  /** Certificates that end within 30 days of the plan. */
  readonly certificates: readonly ExpiringCertificates[];
  /** Every host of the lab, and those that leave it. */
  readonly hosts: readonly HostInLab[];
  /** Of every step with a row, and of every other that was found different. */
  readonly details: readonly StepDetails[];
  /** Null when no control plane could be asked. */
  readonly cluster: ClusterView | null;
  /** Null: planned by Terraform, from its state. */
  readonly comparison: ComparisonView | null;
  readonly origin: Origin;
}

export interface Verdict {
  /** One line: what happens, and what is not known. */
  readonly text: string;
  /** Whether applying the plan does or records anything. */
  readonly changes: boolean;
  /** False: planned from the model alone, so that nothing is known of the hosts. */
  readonly looked: boolean;
  /** False: Terraform stopped with an error in the middle of planning. */
  readonly complete: boolean;
  readonly counts: Counts;
}

export interface Counts {
  /** Hosts in the inventory. */
  readonly hosts: number;
  readonly stepsToRun: number;
  readonly hostsToRunOn: number;
  /** Those of the steps to run that belong to no host, but to the cluster. */
  readonly clusterStepsToRun: number;
  /** Steps that are in place already and only enter Terraform's state. */
  readonly stepsAdopted: number;
  readonly hostsAdopted: number;
  readonly clusterStepsAdopted: number;
  /** Hosts that are drained and reset. */
  readonly hostsLeaving: number;
  /** Hosts that left the inventory and are left as they are. */
  readonly hostsDropped: number;
  readonly hostsUnreachable: number;
  /** Hosts of the inventory that the facts do not know. */
  readonly hostsNotLookedAt: number;
  /** Hosts with a step that was running during the check, or whose check failed. */
  readonly hostsCheckedInPart: number;
  /** Steps of the cluster that were running during the check, or whose check failed. */
  readonly clusterStepsUnchecked: number;
  /** Hosts on which a step will stop before it changes anything. */
  readonly hostsRefusing: number;
  readonly otherChanges: number;
}

/**
 * `destructive`: data or a membership is lost. `left-alone`: left the inventory, and nothing is done to it. `refused`: the
 * step will stop before it changes anything. `disruptive`: something running is interrupted for a moment.
 * `without-effect`: a change that will not reach what runs.
 */
export type Severity = 'destructive' | 'left-alone' | 'refused' | 'disruptive' | 'without-effect';

export interface Effect {
  readonly severity: Severity;
  /** Or `cluster`. */
  readonly host: string;
  readonly text: string;
  /** Null when there is nothing to do about it. */
  readonly fix: string | null;
}

/** `dropped`: the host left the inventory and stays as it is; `forgotten`: the step did, and nothing is undone. */
export type StepAction = 'first-run' | 'runs-again' | 'adopted' | 'leaves' | 'dropped' | 'forgotten';

export interface StepRow {
  /** Or `cluster`. */
  readonly host: string;
  readonly phase: PhaseName;
  readonly happens: StepAction;
  /** The same in words: `runs again`. */
  readonly what: string;
  /** The first reason in words: `drift 2: swap is on (/swapfile), applied off; 1 more`. */
  readonly why: string;
  /** All reasons after the first. */
  readonly more: readonly string[];
}

export interface OtherChange {
  /** `null_resource.extra`. */
  readonly address: string;
  readonly what: string;
}

/** `in-use`: somebody else works on it, or a step was running on it. */
export type NoticeKind = 'unreachable' | 'not-looked-at' | 'in-use' | 'other-lab';

export interface Notice {
  readonly kind: NoticeKind;
  readonly host: string;
  readonly address: string | null;
  readonly what: string;
  readonly fix: string;
}

export interface ExpiringCertificates {
  readonly host: string;
  /** As in the facts: `apiserver`, `etcd/server`. */
  readonly names: readonly string[];
  /** UTC day: `2026-12-11`. */
  readonly expires: string;
  /** Whole days from the plan on; negative when it is over. */
  readonly daysLeft: number;
  readonly fix: string;
}

export type HostState = 'unchanged' | 'changes' | 'not-looked-at' | 'unreachable' | 'leaves';

export interface HostInLab {
  readonly name: string;
  /** Null when only Terraform's state knows the host, without its address. */
  readonly address: string | null;
  /** `none`: no longer in the inventory. */
  readonly role: 'control-plane' | 'worker' | 'none';
  readonly state: HostState;
}

export interface StepDetails {
  readonly host: string;
  readonly phase: PhaseName;
  readonly changes: readonly Change[];
  /** What the check found that the step itself brings about. */
  readonly differences: readonly string[];
  /** What follows from other steps or hosts, or is not planned for. */
  readonly alsoSeen: readonly string[];
}

export interface Change {
  /** In words: `Kubernetes version`. */
  readonly name: string;
  /** Null when it was not set, or may not be shown. */
  readonly from: string | null;
  readonly to: string | null;
  /** False: not on the list of what may be shown; only that it changed. */
  readonly shown: boolean;
}

export interface ClusterView {
  readonly observedOn: string;
  readonly version: string | null;
  readonly problem: string | null;
  readonly nodes: readonly NodeView[];
  readonly etcdMembers: readonly EtcdMemberView[];
}

export interface NodeView {
  readonly name: string;
  readonly role: 'control-plane' | 'worker';
  readonly ready: boolean;
  readonly schedulable: boolean;
  readonly version: string;
  /** Why it is not Ready. */
  readonly message: string | null;
}

export interface EtcdMemberView {
  readonly name: string;
  readonly learner: boolean;
}

/** The inventory was compared with another one: neither the hosts nor Terraform's state were checked. */
export interface ComparisonView {
  /** File of the other inventory, as it was named; null: an empty lab. */
  readonly against: string | null;
  /** Settings that differ without a step for them: `ssh.bastion`, `backend`. */
  readonly withoutStep: readonly string[];
}

export interface Origin {
  /** Null: not in a Git repository. */
  readonly commit: string | null;
  readonly plannedAt: string;
  /** When the hosts were checked; null: not at all. */
  readonly observedAt: string | null;
  /** How old the facts were when the plan was made. */
  readonly factsAgeSeconds: number | null;
  readonly nuclab: string;
  /** Null: planned without Terraform. */
  readonly terraform: { readonly product: 'terraform' | 'opentofu'; readonly version: string } | null;
}
