import { tryNearest } from '../nearest';
import { Fault, quote, showPath } from '../problem';
import { Draft, DraftName } from './draft';

const controlPlanePath = ['kubernetes', 'controlPlane'];
const workersPath = ['kubernetes', 'workers'];

const written = (draft: Draft): DraftName[] =>
  [controlPlanePath, workersPath].flatMap((path) => draft.tryNames(path) ?? []);

/** Every name in a role is one of a host. */
export function knownHostRule(draft: Draft): Fault[] {
  const names = draft.hosts.map(({ name }) => name);
  if (names.length === 0) return [];
  return written(draft)
    .filter(({ name }) => !names.includes(name))
    .map(({ name, path }) => {
      const nearest = tryNearest(name, names);
      const few = names.length <= 8 ? names.join(', ') : `${names.slice(0, 7).join(', ')}, …`;
      const fix =
        nearest === undefined ? `write one of ${few}, or add ${quote(name)} to hosts` : `write ${nearest}`;
      return { path, what: `${showPath(path)} ${quote(name)} is not a host`, fix };
    });
}

/** A host has one role, once. */
export function oneRoleRule(draft: Draft): Fault[] {
  const seen = new Map<string, DraftName>();
  return written(draft).flatMap((here) => {
    const before = seen.get(here.name);
    seen.set(here.name, before ?? here);
    if (before === undefined) return [];
    const isSameRole = before.path[1] === here.path[1];
    const what = `${showPath(here.path)} ${quote(here.name)} is ${isSameRole ? 'in the list twice' : 'also in kubernetes.controlPlane'}`;
    const other =
      'remove it here; to run ordinary pods on the control plane, set kubernetes.schedulableControlPlane to true';
    return [{ path: here.path, what, fix: isSameRole ? 'remove one of the two' : other }];
  });
}

/** Several control-plane nodes need one address in front of them. */
export function oneControlPlaneRule(draft: Draft): Fault[] {
  const list = draft.get(controlPlanePath);
  if (!Array.isArray(list) || list.length < 2) return [];
  const what = `kubernetes.controlPlane names ${list.length} hosts, and more than one needs a load balancer, which this version of nuclab does not set up yet`;
  return [{ path: controlPlanePath, what, fix: 'name one host; the others become workers' }];
}

/** Without kubernetes.controlPlane the first host is the control plane, so it cannot be a worker. */
export function defaultControlPlaneRule(draft: Draft): Fault[] {
  const [first] = draft.hosts;
  if (draft.has(controlPlanePath) || first === undefined) return [];
  const worker = draft.tryNames(workersPath)?.find(({ name }) => name === first.name);
  if (worker === undefined) return [];
  const what = `${showPath(worker.path)} "${first.name}" is already the control plane, as the first host is when kubernetes.controlPlane is missing`;
  return [
    { path: worker.path, what, fix: 'remove it here, or name another host in kubernetes.controlPlane' },
  ];
}

/** With both roles decided, no host is left over. */
export function everyHostHasRoleRule(draft: Draft): Fault[] {
  const workers = draft.tryNames(workersPath);
  if (workers === undefined) return [];
  const controlPlane = draft.has(controlPlanePath)
    ? (draft.tryNames(controlPlanePath) ?? []).map(({ name }) => name)
    : draft.hosts.slice(0, 1).map(({ name }) => name);
  const inRole = new Set([...controlPlane, ...workers.map(({ name }) => name)]);
  const isUnsure = written(draft).some(({ name }) => !draft.hosts.some((host) => host.name === name));
  if (isUnsure) return [];
  return draft.hosts
    .filter(({ name }) => !inRole.has(name))
    .map(({ name, path }) => ({
      path,
      at: 'key',
      what: `${showPath(path)} has no role`,
      fix: `add ${name} to kubernetes.workers, or remove kubernetes.workers to make every other host a worker`,
    }));
}
