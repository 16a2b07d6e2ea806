import { roleOf } from '../../inventory/role-of';
import { isIn, type StatusContext, type StatusProblem, type StatusRule } from '../rule';
import { isAway } from './host-problems';

/** The cluster itself does not respond, although its host does. */
export const apiServer: StatusRule = {
  id: 'api-server',
  check: ({ hosts, facts: { cluster } }) => {
    if (cluster?.problem !== undefined) {
      const { observedOn, problem, notBelieved = false } = cluster;
      if (notBelieved) return [disbelief(observedOn, problem)];
      return [
        {
          severity: 'error',
          what: `the API server on ${observedOn} does not respond: ${problem}`,
          fix: `check \`sudo crictl ps --all\` and \`sudo journalctl --unit kubelet\` on ${observedOn}`,
          hosts: [observedOn],
        },
      ];
    }
    const asked = hosts.find((host) => isIn(host, 'control-plane', 'in-place'));
    if (cluster !== undefined || asked === undefined) return [];
    return [
      {
        severity: 'error',
        what: `the cluster on ${asked.name} did not list its nodes`,
        fix: `check \`sudo kubectl --kubeconfig /etc/kubernetes/admin.conf get nodes\` on ${asked.name}`,
        hosts: [asked.name],
      },
    ];
  },
};

function disbelief(host: string, problem: string): StatusProblem {
  return {
    severity: 'error',
    what: `what ${host} says about the cluster is not trusted: ${problem}`,
    fix: `find out to which cluster ${host} belongs: \`sudo openssl x509 -noout -fingerprint -sha256 -in /etc/kubernetes/pki/ca.crt\` on each control plane`,
    hosts: [host],
  };
}

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
        fix: `check \`sudo journalctl --unit kubelet\` on ${name}`,
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
          what: `${host.name} is not a node of the cluster, although its step ${phase} is in place`,
          fix: `check \`sudo journalctl --unit kubelet\` on ${host.name}`,
          hosts: [host.name],
        },
      ];
    });
}

/** Members of etcd without a node: they count for the quorum, so that fewer others may fail. */
export const etcdMember: StatusRule = {
  id: 'etcd-member',
  check: ({ facts: { cluster } }) => {
    if (cluster === undefined || cluster.problem !== undefined) return [];
    return cluster.etcdMembers
      .filter(({ name, peerUrl }) => {
        const address = /^https?:\/\/(.*):\d+$/.exec(peerUrl)?.[1];
        return !cluster.nodes.some((node) => node.name === name || node.address === address);
      })
      .map(({ name, peerUrl }) => ({
        severity: 'error',
        what: `etcd has a member ${name} (${peerUrl}) without a node, which counts for its quorum`,
        fix: `remove it with \`etcdctl member remove\` on ${cluster.observedOn} (docs/status.md, "etcd members")`,
        hosts: [cluster.observedOn],
      }));
  },
};

/** Nodes of the cluster that lab.yaml does not have as nodes. */
export const stranger: StatusRule = {
  id: 'stranger',
  check: ({ facts, inventory }) =>
    (facts.cluster?.nodes ?? [])
      .filter(({ name }) => roleOf(inventory, name) === null)
      .map(({ name, role }) => ({
        severity: 'warning',
        what: `the cluster has a ${role} node ${name}, lab.yaml does not`,
        fix: `add it to lab.yaml, or take it out: \`kubectl drain ${name} --ignore-daemonsets\`, \`kubectl delete node ${name}\``,
        hosts: [],
      })),
};
