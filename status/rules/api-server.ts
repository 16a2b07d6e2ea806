import { isIn, type StatusRule } from '../rule';

/** The cluster itself does not answer, although its host does. */
export const apiServer: StatusRule = {
  id: 'api-server',
  check: ({ hosts, facts: { cluster } }) => {
    if (cluster?.problem !== undefined) {
      const { observedOn, problem } = cluster;
      return [
        {
          severity: 'error',
          what: `the API server on ${observedOn} does not answer: ${problem}`,
          fix: `look at \`sudo crictl ps --all\` and \`sudo journalctl --unit kubelet\` on ${observedOn}`,
          hosts: [observedOn],
        },
      ];
    }
    const asked = hosts.find((host) => isIn(host, 'control-plane', 'in-place'));
    if (cluster !== undefined || asked === undefined) return [];
    return [
      {
        severity: 'error',
        what: `the cluster on ${asked.name} did not say which nodes it has`,
        fix: `look at \`sudo kubectl --kubeconfig /etc/kubernetes/admin.conf get nodes\` on ${asked.name}`,
        hosts: [asked.name],
      },
    ];
  },
};
