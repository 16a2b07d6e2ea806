import type { StepFacts } from './step-facts';

/** A cluster in the words of one of its control planes. */
export interface ClusterFacts {
  /** Host that was asked. */
  readonly observedOn: string;
  /** Of the API server, without `v`. @default - it did not respond: `problem` says what it said */
  readonly version?: string;
  /** Why nothing is known of the cluster. */
  readonly problem?: string;
  /** The host may well speak of another cluster; `problem` says why. @default false */
  readonly notBelieved?: boolean;
  /** Sorted by name. */
  readonly nodes: readonly NodeFacts[];
  /** Sorted by name. */
  readonly etcdMembers: readonly EtcdMember[];
  /** Steps of the cluster, in the order of the phases; one for each marker that the cluster keeps. */
  readonly steps: readonly StepFacts[];
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
