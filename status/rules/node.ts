import { isIn, type StatusContext, type StatusProblem, type StatusRule } from '../rule';
import { isAway } from './unreachable';

/** Nodes that are not Ready, and members the cluster does not know. A host that is off says so itself. */
export const node: StatusRule = {
  id: 'node',
  check: (context) => [...notReady(context), ...absent(context)],
};

function notReady({ hosts, facts }: StatusContext): StatusProblem[] {
  return hosts
    .filter(({ name, node }) => node === 'NotReady' && !isAway(facts, name))
    .map(({ name }) => {
      const message = facts.cluster?.nodes.find((each) => each.name === name)?.message;
      return {
        severity: 'error',
        what: `node ${name} is NotReady${message === undefined ? '' : `: ${message}`}`,
        fix: `look at \`sudo journalctl --unit kubelet\` on ${name}`,
        hosts: [name],
      };
    });
}

function absent({ hosts }: StatusContext): StatusProblem[] {
  return hosts
    .filter((host) => host.node === 'absent')
    .flatMap((host) => {
      const phase = ['control-plane', 'worker'].find((each) => isIn(host, each, 'in-place'));
      if (phase === undefined) return [];
      return [
        {
          severity: 'error' as const,
          what: `${host.name} is no node of the cluster, although its step ${phase} is in place`,
          fix: `look at \`sudo journalctl --unit kubelet\` on ${host.name}`,
          hosts: [host.name],
        },
      ];
    });
}
