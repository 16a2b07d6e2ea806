import { createHash } from 'node:crypto';
import { RootConstruct } from 'constructs';
import { stepsBelow } from '../../constructs/step-order';
import type { Step } from '../../constructs/step';
import type { Host, Inventory } from '../../inventory/types';
import type {
  CheckOutcome,
  ClusterFacts,
  Difference,
  HostResult,
  LabFacts,
  NodeFacts,
  HostProblem,
  HostFacts,
  StepMarker,
  StepFacts,
} from '../../facts/lab-facts';
import { KubernetesStack } from '../../stacks/kubernetes-stack';
import { inventory as threeNucs } from '../precheck/planted';

/** Three NUCs: nuc01 is the control plane, 10.0.0.11 … 10.0.0.13, Kubernetes 1.34.4. */
export { threeNucs };

/** What planted facts say about the time of the check. */
export const observedAt = '2026-11-21T11:52:03Z';

/** What is planted into facts in which nothing is wrong. */
export type Change = (facts: LabFacts) => LabFacts;

/** Facts of a deployed lab in which nothing differs, with these changes, first to last. */
export function plantedFacts(inventory: Inventory = threeNucs, ...changes: readonly Change[]): LabFacts {
  const steps = modelSteps(inventory);
  const healthy: LabFacts = {
    schemaVersion: 2,
    lab: inventory.name,
    observedAt,
    nuclab: '0.1.0',
    hosts: inventory.hosts.map((host, index) => healthyHost(host, index, steps)),
    cluster: healthyCluster(inventory, steps),
  };
  return changes.reduce((facts, change) => change(facts), healthy);
}

/** A difference of the step's own. */
export const own = (item: string, text: string): Difference => ({ item, text, inherited: false });

/** A difference that follows from earlier steps. */
export const inherited = (item: string, text: string): Difference => ({ item, text, inherited: true });

/** The check of a step (`nuc02/base`) finds these differences. */
export const drift = (stepId: string, ...differences: readonly Difference[]): Change =>
  checked(stepId, { result: 'differs', differences });

/** The check of a step ends like this. */
export const checked = (stepId: string, check: CheckOutcome): Change =>
  onStep(stepId, (step) => ({ ...step, check }));

/** The marker of a step remembers something else. */
export const marked = (stepId: string, marker: Partial<StepMarker>): Change =>
  onStep(stepId, (step) => ({ ...step, marker: { ...step.marker, ...marker } }));

/** The host does not respond, or cannot be asked for another reason. */
export const unreachable = (name: string, problem: Partial<HostProblem> = {}): Change =>
  onHosts(name, ({ address }) => ({
    name,
    address,
    reached: false,
    problem: {
      kind: 'timeout',
      what: 'no answer within 5 s',
      fix: 'check that it is switched on and that no firewall is in between',
      exitCode: 3,
      ...problem,
    },
  }));

/** Something about a host that was reached. */
export const host = (name: string, changes: Partial<HostFacts>): Change =>
  onHosts(name, (found) => (found.reached ? { ...found, ...changes } : found));

/** The host has no marker of these phases; of no phase when none is named. */
export const unmarked = (name: string, ...phases: readonly string[]): Change =>
  onHosts(name, (found) =>
    found.reached
      ? {
          ...found,
          steps: phases.length === 0 ? [] : found.steps.filter(({ phase }) => !phases.includes(phase)),
        }
      : found,
  );

/** Something about the cluster. */
export const cluster =
  (changes: Partial<ClusterFacts>): Change =>
  (facts) =>
    facts.cluster === undefined ? facts : { ...facts, cluster: { ...facts.cluster, ...changes } };

/** No control plane could be asked, or there is none yet. */
export const noCluster: Change = (facts) => ({ ...facts, cluster: undefined });

/** Something about a node of the cluster. */
export const node =
  (name: string, changes: Partial<NodeFacts>): Change =>
  (facts) => {
    const nodes = facts.cluster?.nodes.map((each) => (each.name === name ? { ...each, ...changes } : each));
    return cluster({ nodes })(facts);
  };

/** The cluster does not know the node. */
export const noNode =
  (name: string): Change =>
  (facts) =>
    cluster({ nodes: facts.cluster?.nodes.filter((each) => each.name !== name) })(facts);

/** The steps that leave a marker, as the stack itself declares them. */
export function modelSteps(inventory: Inventory): Step[] {
  const root = new RootConstruct();
  new KubernetesStack(root, inventory.name, { inventory });
  return stepsBelow(root).filter(({ onDestroy }) => !onDestroy);
}

function healthyHost({ name, address }: Host, index: number, steps: readonly Step[]): HostFacts {
  const digit = (index + 1).toString(16).slice(-1);
  const mine = steps.filter((step) => step.place === name);
  const expiresAt = '2027-11-21T09:10:11Z';
  const isControlPlane = mine.some(({ phase }) => phase.name === 'control-plane');
  const certificates = isControlPlane ? ['apiserver', 'etcd/server', 'kubelet-client'] : ['kubelet-client'];
  return {
    name,
    address,
    reached: true,
    identity: {
      machineId: digit.repeat(32),
      bootId: `boot-${name}`,
      hostname: name,
      hostKey: `SHA256:${digit.repeat(43)}`,
    },
    system: {
      os: 'Debian GNU/Linux 13 (trixie)',
      kernel: '6.12.48+deb13-amd64',
      architecture: 'x86_64',
    },
    usage: {
      uptimeSeconds: 12 * 86_400,
      load: 0.48,
      cpus: 4,
      memoryKilobytes: 16_200_000,
      memoryAvailableKilobytes: 12_150_000,
      diskKilobytes: 240_000_000,
      diskAvailableKilobytes: 180_000_000,
    },
    versions: { containerd: '1.7.24', kubeadm: '1.34.4', kubectl: '1.34.4', kubelet: '1.34.4' },
    certificates: mine.length === 0 ? [] : certificates.map((each) => ({ name: each, expiresAt })),
    steps: mine.map(stepFacts),
  };
}

function stepFacts(step: Step): StepFacts {
  const marker: StepMarker = {
    inputs: step.inputs,
    files: Object.fromEntries(Object.entries(step.files).map(([name, text]) => [name, sha256(text)])),
    scriptSha256: 'a'.repeat(64),
    reason: 'first install 2026-11-20 09:10:11 UTC',
    runCount: 1,
  };
  return { phase: step.phase.name, marker, check: { result: 'in-place' } };
}

function healthyCluster({ hosts, kubernetes }: Inventory, steps: readonly Step[]): ClusterFacts {
  const { controlPlane, workers, version } = kubernetes;
  const members = hosts.filter(({ name }) => [...controlPlane, ...workers].includes(name));
  const nodes = members.map(({ name, address }): NodeFacts => {
    const index = hosts.findIndex((each) => each.name === name);
    const role = controlPlane.includes(name) ? 'control-plane' : 'worker';
    const machineId = (index + 1).toString(16).slice(-1).repeat(32);
    return { name, ready: true, role, version, schedulable: true, address, machineId };
  });
  return {
    observedOn: controlPlane[0] ?? '',
    version,
    nodes: [...nodes].sort((a, b) => (a.name < b.name ? -1 : 1)),
    etcdMembers: members
      .filter(({ name }) => controlPlane.includes(name))
      .map(({ name, address }) => ({ name, peerUrl: `https://${address}:2380`, learner: false })),
    steps: steps.filter(({ place }) => place === 'cluster').map(stepFacts),
  };
}

function onHosts(name: string, change: (host: HostResult) => HostResult): Change {
  return (facts) => {
    if (!facts.hosts.some((each) => each.name === name)) throw new Error(`no host ${name} in the facts`);
    return { ...facts, hosts: facts.hosts.map((each) => (each.name === name ? change(each) : each)) };
  };
}

function onStep(stepId: string, change: (step: StepFacts) => StepFacts): Change {
  const [name = '', phase] = stepId.split('/');
  if (name === 'cluster') {
    return (facts) => {
      const steps = facts.cluster?.steps.map((step) => (step.phase === phase ? change(step) : step));
      return cluster({ steps })(facts);
    };
  }
  return onHosts(name, (found) => {
    if (!found.reached || !found.steps.some((step) => step.phase === phase)) {
      throw new Error(`no step ${stepId} in the facts`);
    }
    return { ...found, steps: found.steps.map((step) => (step.phase === phase ? change(step) : step)) };
  });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
