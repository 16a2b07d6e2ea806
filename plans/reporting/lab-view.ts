import { stepsOfCluster } from '../../facts/steps-at-place';
import type { Host, Inventory } from '../../inventory/types';
import type { HostResult, LabFacts, HostFacts, StepFacts } from '../../facts/lab-facts';
import type { Comparison } from '../making/compare-inventories';
import type { PlanSource } from '../making/plan-metadata';
import type { PlanJson } from '../../terraform/plan-json';
import type { OtherChange } from './plan-report';
import { phaseOrder } from '../../phases';
import { clusterPlace } from '../../phases/step-address';
import { stepsOfLab } from '../../stacks/steps-of-lab';
import { plannedChanges, type PlannedChange } from './planned-change';

export interface ReportInput {
  readonly inventory: Inventory;
  /** What the check of the hosts found. @default - planned from the model alone */
  readonly facts?: LabFacts;
  readonly plan: PlanJson;
  readonly metadata: PlanSource;
  /** What the inventory was compared with, in place of the state. @default - planned by Terraform, from its state */
  readonly comparison?: Comparison;
}

/** Inventory, facts and plan, found by host. */
export class LabView {
  readonly inventory: Inventory;
  readonly metadata: PlanSource;
  readonly comparison?: Comparison;
  readonly facts?: LabFacts;
  /** Whether the plan was made after a check of the hosts. */
  readonly looked: boolean;
  /** Names: the inventory's in its order, then those that only the plan knows, sorted. */
  readonly hosts: readonly string[];
  /** By host in the order above, then the cluster's, each by phase. */
  readonly changes: readonly PlannedChange[];
  readonly otherChanges: readonly OtherChange[];
  /** Names of the files that the lab's steps ship. */
  readonly files: readonly string[];
  private readonly inInventory: ReadonlyMap<string, Host>;
  private readonly hostResults: ReadonlyMap<string, HostResult>;
  private readonly changesByHost: ReadonlyMap<string, readonly PlannedChange[]>;

  constructor({ inventory, facts, plan, metadata, comparison }: ReportInput) {
    this.inventory = inventory;
    this.metadata = metadata;
    this.comparison = comparison;
    this.looked = metadata.facts !== 'none';
    this.facts = this.looked ? facts : undefined;
    this.inInventory = new Map(inventory.hosts.map((host) => [host.name, host]));
    this.hostResults = new Map((this.facts?.hosts ?? []).map((host) => [host.name, host]));
    const { steps, others } = plannedChanges(plan);
    this.otherChanges = others;
    const byHost = new Map<string, PlannedChange[]>();
    for (const step of [...steps].sort((a, b) => phaseOrder(a.phase) - phaseOrder(b.phase))) {
      byHost.set(step.host, [...(byHost.get(step.host) ?? []), step]);
    }
    this.changesByHost = byHost;
    const onlyPlanned = [...byHost.keys()]
      .filter((host) => host !== clusterPlace && !this.inInventory.has(host))
      .sort();
    this.hosts = [...this.inInventory.keys(), ...onlyPlanned];
    this.changes = [...this.hosts, clusterPlace].flatMap((place) => this.changesOf(place));
    this.files = [...new Set(stepsOfLab(inventory).flatMap(({ step }) => Object.keys(step.files)))];
  }

  /** @param place a host, or `cluster` */
  changesOf(place: string): readonly PlannedChange[] {
    return this.changesByHost.get(place) ?? [];
  }

  /** The host as the inventory has it; undefined when it left. */
  host(name: string): Host | undefined {
    return this.inInventory.get(name);
  }

  /** Undefined when the host was not checked; what was seen at another address may be another machine. */
  hostResult(host: string): HostResult | undefined {
    const result = this.hostResults.get(host);
    const address = this.inInventory.get(host)?.address ?? result?.address;
    return result?.address === address ? result : undefined;
  }

  /** Undefined when the host was not checked or did not respond. */
  hostFacts(host: string): HostFacts | undefined {
    const result = this.hostResult(host);
    return result?.reached === true ? result : undefined;
  }

  /** What was found of the steps of a host, or of the cluster; undefined when it was not checked or did not respond. */
  stepsAtPlace(place: string): readonly StepFacts[] | undefined {
    if (place !== clusterPlace) return this.hostFacts(place)?.steps;
    return this.facts && stepsOfCluster(this.facts, this.inventory.kubernetes.controlPlane);
  }

  stepFacts({ host, phase }: Pick<PlannedChange, 'host' | 'phase'>): StepFacts | undefined {
    return this.stepsAtPlace(host)?.find((step) => step.phase === phase);
  }
}
