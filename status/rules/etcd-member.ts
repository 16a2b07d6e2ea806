import type { StatusRule } from '../rule';

/** Members of etcd that no node stands behind: they count for the quorum, so that fewer others may fail. */
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
