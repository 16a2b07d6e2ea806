import type { Phase } from '../constructs/phase';
import type { Inventory } from '../inventory/types';
import type { Role } from './lab-status';

/** A step that leaves a marker on its host. */
export interface ExpectedStep {
  readonly host: string;
  readonly phase: Phase;
  /** Ids (`nuc01/base`) of the steps right before it. */
  readonly after: readonly string[];
}

/** The steps of a deployed lab, each after those it depends on; a test holds them against the stack itself. */
export function expectedSteps(inventory: Inventory): readonly ExpectedStep[] {
  const nodes = inventory.hosts.map(({ name }) => name).filter((name) => roleOf(inventory, name) !== null);
  const controlPlane = nodes.filter((name) => roleOf(inventory, name) === 'control-plane');
  const workers = nodes.filter((name) => roleOf(inventory, name) === 'worker');
  const first = controlPlane[0];
  if (first === undefined) return [];
  return [
    ...nodes.flatMap(prepared),
    ...controlPlane.map((host, index) => {
      const before = index === 0 ? [] : [`${controlPlane[index - 1]}/control-plane`];
      return step(host, 'control-plane', [`${host}/container-runtime`, ...before]);
    }),
    step(first, 'network', [`${first}/control-plane`]),
    ...workers.map((host) => step(host, 'worker', [`${host}/container-runtime`, `${first}/control-plane`])),
    step(first, 'nodes', [
      `${first}/network`,
      ...controlPlane.map((host) => `${host}/control-plane`),
      ...workers.map((host) => `${host}/worker`),
    ]),
    step(first, 'kubeconfig', [`${first}/control-plane`]),
  ];
}

/** What lab.yaml wants of a host. */
export function roleOf({ kubernetes }: Inventory, host: string): Role {
  if (kubernetes.controlPlane.includes(host)) return 'control-plane';
  return kubernetes.workers.includes(host) ? 'worker' : null;
}

function prepared(host: string): ExpectedStep[] {
  return [
    step(host, 'base', []),
    step(host, 'kubernetes-packages', [`${host}/base`]),
    step(host, 'container-runtime', [`${host}/kubernetes-packages`]),
  ];
}

function step(host: string, phase: Phase, after: readonly string[]): ExpectedStep {
  return { host, phase, after };
}
