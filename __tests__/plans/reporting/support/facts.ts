import type { Step } from '../../../../constructs/step';
import type { Inventory } from '../../../../inventory/types';
import type {
  CheckOutcome,
  ClusterFacts,
  HostResult,
  LabFacts,
  HostFacts,
  StepFacts,
} from '../../../../facts/lab-facts';
import type { PlanMetadata, PlanSource } from '../../../../plans/making/plan-metadata';
import { firstInstall, sha256, stepsOf } from './lab';

export interface FactsOptions {
  /** Outcome of a check by `<host>_<phase>`. @default - in place */
  readonly checks?: Readonly<Record<string, CheckOutcome>>;
  /** Hosts without any marker. */
  readonly fresh?: readonly string[];
  readonly unreachable?: readonly string[];
  /** Nodes that are not Ready, with the message. */
  readonly notReady?: Readonly<Record<string, string>>;
  /** @default - as if every host that is not fresh were a Ready node */
  readonly cluster?: Partial<ClusterFacts> | 'none';
  /** The last word on a host. */
  readonly host?: (host: HostFacts) => HostResult;
}

export const observedAt = '2026-11-21T11:52:03Z';

/** What hosts say that were deployed from `applied`. */
export function factsOf(applied: Inventory, options: FactsOptions = {}): LabFacts {
  const { fresh = [], unreachable = [], host = (each) => each } = options;
  const steps = stepsOf(applied);
  const hosts = applied.hosts.map(({ name, address }): HostResult => {
    if (unreachable.includes(name)) return unreachableHost(name, address);
    const hostSteps = steps
      .filter((step) => step.place === name && !step.onDestroy)
      .map((step) => stepFacts(step, options));
    return host(reachedHost(name, address, fresh.includes(name) ? [] : hostSteps, applied));
  });
  const cluster = options.cluster === 'none' ? {} : { cluster: clusterOf(applied, steps, options) };
  return { schemaVersion: 2, lab: applied.name, observedAt, nuclab: '0.4.0', hosts, ...cluster };
}

function stepFacts({ address, phase, inputs, files }: Step, { checks }: FactsOptions): StepFacts {
  return {
    phase: phase.name,
    marker: {
      inputs,
      files: Object.fromEntries(Object.entries(files).map(([file, text]) => [file, sha256(text)])),
      scriptSha256: sha256(phase.script),
      reason: firstInstall,
      runCount: 1,
    },
    check: checks?.[address] ?? { result: 'in-place' },
  };
}

function unreachableHost(name: string, address: string): HostResult {
  const what = `no answer from ${name} (${address}:22) within 10 s`;
  const fix = `look at power and network of ${name}, and at its address in lab.yaml`;
  return { name, address, reached: false, problem: { kind: 'timeout', what, fix, exitCode: 3 } };
}

function reachedHost(
  name: string,
  address: string,
  steps: readonly StepFacts[],
  { kubernetes }: Inventory,
): HostFacts {
  return {
    name,
    address,
    reached: true,
    identity: { machineId: sha256(name).slice(0, 32), hostname: name },
    system: { os: 'Debian GNU/Linux 13 (trixie)', kernel: '6.12.48', architecture: 'x86_64' },
    usage: { uptimeSeconds: 86_400 },
    versions: steps.length === 0 ? {} : { containerd: '1.7.24', kubelet: kubernetes.version },
    certificates: [],
    steps,
  };
}

function clusterOf(
  { hosts, kubernetes }: Inventory,
  steps: readonly Step[],
  options: FactsOptions,
): ClusterFacts {
  const { fresh = [], notReady = {}, cluster } = options;
  const [first = ''] = kubernetes.controlPlane;
  const ofCluster = fresh.includes(first) ? [] : steps.filter(({ place }) => place === 'cluster');
  return {
    observedOn: first,
    version: kubernetes.version,
    nodes: hosts
      .filter(({ name }) => !fresh.includes(name))
      .map(({ name, address }) => ({
        name,
        ready: notReady[name] === undefined,
        ...(notReady[name] === undefined ? {} : { message: notReady[name] }),
        role: kubernetes.controlPlane.includes(name) ? 'control-plane' : 'worker',
        version: kubernetes.version,
        schedulable: true,
        address,
        machineId: sha256(name).slice(0, 32),
      })),
    etcdMembers: [{ name: first, peerUrl: 'https://192.168.0.11:2380', learner: false }],
    steps: ofCluster.map((step) => stepFacts(step, options)),
    ...(cluster === 'none' ? {} : cluster),
  };
}

export const withFacts: PlanMetadata = {
  schemaVersion: 1,
  lab: 'nuc-lab',
  createdAt: '2026-11-21T11:52:10Z',
  nuclab: '0.4.0',
  terraform: { product: 'terraform', version: '1.9.8' },
  commit: '3f9c2ab41d7e',
  synthesisSha256: 'a'.repeat(64),
  planSha256: 'b'.repeat(64),
  facts: { observedAt, sha256: 'c'.repeat(64) },
};

export const withoutFacts: PlanMetadata = { ...withFacts, facts: 'none' };
export const withoutTerraform: PlanSource = { ...withoutFacts, terraform: undefined };
