import { roleOf } from '../../inventory/role-of';
import type { StatusRule } from '../rule';

/** Nodes of the cluster that lab.yaml does not have as nodes. */
export const stranger: StatusRule = {
  id: 'stranger',
  check: ({ facts, inventory }) =>
    (facts.cluster?.nodes ?? [])
      .filter(({ name }) => roleOf(inventory, name) === null)
      .map(({ name, role }) => ({
        severity: 'warning',
        what: `the cluster has a ${role} node ${name}, lab.yaml has not`,
        fix: `add it to lab.yaml, or take it out: \`kubectl drain ${name} --ignore-daemonsets\`, \`kubectl delete node ${name}\``,
        hosts: [],
      })),
};
