import type { HostRule } from '../rule';
import { answered, describe, isUnresolved } from '../url-answer';

/** The repository of kubeadm, kubelet and kubectl, asked for its key the way apt would ask. */
export const kubernetesRepository: HostRule = {
  id: 'kubernetes-repository',
  check: ({ urls }) =>
    urls
      .filter((answer) => answer.kind === 'repository' && answered(answer) === false && !isUnresolved(answer))
      .map((answer) => ({
        severity: 'error' as const,
        what: describe(answer),
        fix: 'open the way to it, set the proxy of apt on the host, or name a mirror in kubernetes.apt.url',
      })),
};
