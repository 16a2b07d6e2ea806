import type { Inventory } from '../inventory/types';
import { ExitCode } from '../errors/exit-codes';
import { hostFacts, type LabFacts, type NodeFacts } from '../facts/lab-facts';
import type { LabFinding, Severity } from '../errors/finding';
import { clusterPlace } from '../phases/step-address';
import { roleOf } from '../inventory/role-of';
import { hostStatus } from './host-status';
import { knownNodes } from './known-nodes';
import type { HostStatus, LabStatus, NodeStatus, StepState, StepStatus, Summary } from './lab-status';
import { plainFacts } from './plain-facts';
import { rules } from './rules';
import { stepStates } from './step-states';

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];
/** Problems that concern every host when the control plane has them. */
const SHARED = ['unreachable', 'api-server'];
/** Problems of steps; without a host the step is the cluster's, which concerns every host. */
const OF_STEPS = ['drift', 'unchecked', 'missing', 'at-work'];

/**
 * What facts mean for the lab. Pure: the same inventory, facts and time give the same status.
 *
 * @param names hosts to speak of; the others still count as causes. @default - all
 */
export function buildStatus(
  inventory: Inventory,
  facts: LabFacts,
  now: Date,
  names: readonly string[] = [],
): LabStatus {
  const plain = plainFacts(facts);
  const known = knownNodes(inventory, plain);
  const states = stepStates(inventory, plain);
  const clusterSteps = states.get(clusterPlace) ?? [];
  const all = hostStatuses(inventory, plain, states, known, now);
  const isShown = (name: string): boolean => names.length === 0 || names.includes(name);
  const concerns = ({ id, hosts }: LabFinding): boolean =>
    names.length === 0 ||
    (hosts.length === 0 && OF_STEPS.includes(id)) ||
    hosts.some(
      (name) => isShown(name) || (SHARED.includes(id) && roleOf(inventory, name) === 'control-plane'),
    );
  const problems = rules
    .flatMap(({ id, check }) =>
      check({ inventory, facts: plain, hosts: all, clusterSteps }).map((each) => ({ id, ...each })),
    )
    .filter(concerns)
    .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  const hosts = all.filter(({ name }) => isShown(name));
  // The cluster is spoken of with its control planes.
  const shownSteps = inventory.kubernetes.controlPlane.some(isShown) ? clusterSteps : [];
  const summary = summarize(hosts, shownSteps, problems, known !== undefined);
  return {
    schemaVersion: 1,
    ok: summary.errors === 0,
    exitCode: exitCodeOf(problems, plain),
    lab: inventory.name,
    observedAt: plain.observedAt,
    summary,
    hosts,
    clusterSteps: shownSteps,
    nodes: known?.map((node) => nodeStatus(inventory, node)).filter(({ name }) => isShown(name)) ?? null,
    problems,
  };
}

function hostStatuses(
  inventory: Inventory,
  facts: LabFacts,
  states: ReturnType<typeof stepStates>,
  nodes: readonly NodeFacts[] | undefined,
  now: Date,
): HostStatus[] {
  return inventory.hosts.flatMap((host) => {
    const result = hostFacts(facts, host.name);
    if (result === undefined) return [];
    const role = roleOf(inventory, host.name);
    const steps = states.get(host.name) ?? [];
    return [hostStatus({ host, role, result, steps, nodes, now })];
  });
}

function nodeStatus(inventory: Inventory, node: NodeFacts): NodeStatus {
  const { name, role, ready, message, schedulable, version, address } = node;
  return {
    name,
    role,
    ready,
    message: message ?? null,
    schedulable,
    version,
    address: address ?? null,
    inInventory: roleOf(inventory, name) !== null,
  };
}

function summarize(
  hosts: readonly HostStatus[],
  clusterSteps: readonly StepStatus[],
  problems: readonly LabFinding[],
  nodesKnown: boolean,
): Summary {
  const wanted = hosts.filter(({ role }) => role !== null);
  const steps = (state: StepState): number =>
    [...hosts.flatMap((host) => host.steps), ...clusterSteps].filter((step) => step.state === state).length;
  const severe = (severity: Severity): number =>
    problems.filter((problem) => problem.severity === severity).length;
  return {
    hosts: hosts.length,
    reachable: hosts.filter(({ reachable }) => reachable).length,
    nodes: wanted.length,
    ready: nodesKnown ? wanted.filter(({ node }) => node === 'Ready').length : null,
    steps: {
      'in-place': steps('in-place'),
      drifted: steps('drifted'),
      follows: steps('follows'),
      missing: steps('missing'),
      running: steps('running'),
      unchecked: steps('unchecked'),
    },
    errors: severe('error'),
    warnings: severe('warning'),
  };
}

/** As for `nuclab precheck`: why hosts could not be checked says more only while it is the only trouble. */
function exitCodeOf(problems: readonly LabFinding[], facts: LabFacts): ExitCode {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return ExitCode.ok;
  if (errors.some(({ id }) => id !== 'unreachable')) return ExitCode.precheck;
  const missed = errors.flatMap(({ hosts }) => hosts);
  const codes = facts.hosts.flatMap((host) =>
    !host.reached && missed.includes(host.name) ? [host.problem.exitCode] : [],
  );
  const worstFirst = [ExitCode.unexpected, ExitCode.hostKey, ExitCode.authentication, ExitCode.sudo];
  return worstFirst.find((code) => codes.includes(code)) ?? ExitCode.unreachable;
}
