import type { HostLock } from '../../facts/lab-facts';
import type { HostStatus, LabStatus, StepState, StepStatus } from '../lab-status';
import { ERROR_DAYS, WARNING_DAYS } from '../rules/certificate-problems';
import { DISK_ERROR_PERCENT, DISK_WARNING_PERCENT } from '../rules/host-problems';
import type { Cell, Column, Tone } from './column';

/** Kinds of problems of a host that is simply off. */
const SILENT = ['unreachable', 'timeout'];
/** Characters of a node's message that say enough; the whole is among the problems. */
const MESSAGE = 40;

const nothing: Cell = { text: '-', tone: 'plain' };

/** The table: a column for each question, a cell for each host. */
export function hostColumns(hosts: readonly HostStatus[], nodes: LabStatus['nodes']): readonly Column[] {
  const column = (
    heading: string,
    rank: number,
    cell: (host: HostStatus) => Cell | string,
    enough?: number,
  ): Column => ({
    heading,
    rank,
    enough,
    cells: hosts.map(cell).map((each) => (typeof each === 'string' ? { text: each, tone: 'plain' } : each)),
  });
  return [
    column('HOST', 1, ({ name }) => name),
    column('ADDRESS', 9, ({ address }) => address),
    column('ROLE', 8, ({ role }) => role ?? 'none'),
    column('REACHABLE', 4, reachable, 12),
    column('PHASES', 2, phases, 24),
    column('NODE', 3, (host) => node(host, nodes), 12),
    column('KUBELET', 7, ({ versions }) => versions.kubelet ?? '-'),
    column('CONTAINERD', 12, ({ versions }) => versions.containerd ?? '-'),
    column('CERTIFICATES', 5, certificates),
    column('LOAD/CPU', 10, ({ usage: { loadPerCpu } }) => loadPerCpu?.toFixed(2) ?? '-'),
    column('DISK', 6, disk),
    column('UPTIME', 11, ({ usage: { uptimeSeconds } }) => uptime(uptimeSeconds)),
  ];
}

function reachable({ problem }: HostStatus): Cell {
  if (problem === null) return { text: 'yes', tone: 'plain' };
  return { text: SILENT.includes(problem.kind) ? 'no' : `no: ${problem.kind}`, tone: 'error' };
}

function phases({ reachable: reached, steps, lock }: HostStatus): Cell {
  return reached && (steps.length > 0 || lock !== null) ? phasesCell(steps, lock) : nothing;
}

/** `4 in place`, or what is not, the worst first. */
export function phasesCell(steps: readonly StepStatus[], lock: HostLock | null = null): Cell {
  const inState = (state: StepState): string[] =>
    steps.filter((step) => step.state === state).map(({ phase }) => phase);
  const missing = inState('missing');
  const isBare = steps.length > 0 && missing.length === steps.length;
  const wrong = [
    part('drifted', inState('drifted')),
    part('unchecked', inState('unchecked')),
    isBare ? 'not deployed' : part('missing', missing),
  ].filter((text) => text !== '');
  const worker = lock === null ? inState('running') : [lock.owner.replace(/ \(pid \d+\)$/, '')];
  const passing = [part('running', worker), part('follows', inState('follows'))].filter(
    (text) => text !== '',
  );
  const inPlace = `${inState('in-place').length} in place`;
  const texts = [...(wrong.length === 0 ? [inPlace] : wrong), ...passing];
  const tone: Tone = wrong.length > 0 ? 'error' : passing.length > 0 ? 'info' : 'ok';
  return { text: texts.join('; '), tone };
}

function part(word: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `${word}: ${names.join(', ')}`;
}

function node({ name, role, node: state }: HostStatus, nodes: LabStatus['nodes']): Cell {
  if (state === 'unknown') return role === null ? nothing : { text: 'unknown', tone: 'error' };
  if (state === 'absent') return role === null ? nothing : { text: 'not a node', tone: 'error' };
  const found = nodes?.find((each) => each.name === name);
  if (state === 'NotReady') {
    const message = found?.message ?? '';
    const brief = message.length > MESSAGE ? `${message.slice(0, MESSAGE - 1)}…` : message;
    return { text: brief === '' ? 'NotReady' : `NotReady: ${brief}`, tone: 'error' };
  }
  return found?.schedulable === false ? { text: 'cordoned', tone: 'warning' } : { text: 'Ready', tone: 'ok' };
}

/** The first to expire. */
function certificates({ certificates: [first] }: HostStatus): Cell {
  if (first === undefined) return nothing;
  const { name, daysLeft } = first;
  const tone = daysLeft < ERROR_DAYS ? 'error' : daysLeft < WARNING_DAYS ? 'warning' : 'plain';
  return { text: daysLeft < 0 ? `${name} expired` : `${name} ${daysLeft} d`, tone };
}

function disk({ usage: { diskUsedPercent: percent } }: HostStatus): Cell {
  if (percent === null) return nothing;
  const tone = percent > DISK_ERROR_PERCENT ? 'error' : percent > DISK_WARNING_PERCENT ? 'warning' : 'plain';
  return { text: `${percent} %`, tone };
}

/** In the largest unit: `12 d`, `3 h`, `5 min`. */
function uptime(seconds: number | null): string {
  if (seconds === null) return '-';
  if (seconds >= 86_400) return `${Math.floor(seconds / 86_400)} d`;
  return seconds >= 3600 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 60)} min`;
}
