import type { Problem } from '../../errors/finding';
import type { HostRule } from '../rule';
import { answered, describe, isUnresolved } from '../url-answer';

/** The steps wait for a lock and finish what was interrupted; a lock held for long is worth a warning. */
export const packageManager: HostRule = {
  id: 'package-manager',
  check: ({ packages: { aptLock, dpkgInterrupted } }) => {
    const problems: Problem[] = [];
    if (aptLock !== undefined) {
      problems.push({
        severity: 'warning',
        what: `${aptLock.process || 'a process'} (pid ${aptLock.pid}) holds ${aptLock.file}`,
        fix: 'let it finish: the steps wait for it, so the deploy only takes longer',
      });
    }
    if (dpkgInterrupted && aptLock === undefined) {
      problems.push({
        severity: 'warning',
        what: 'dpkg was interrupted earlier',
        fix: 'leave it, or run `sudo dpkg --configure -a`, which the steps do too',
      });
    }
    return problems;
  },
};

/** The host's own Debian or Ubuntu sources: base packages and containerd come from them. */
export const packageSources: HostRule = {
  id: 'package-sources',
  check: ({ reach: { urls, sourceSchemes } }) => {
    if (sourceSchemes.includes('cdrom')) {
      return [
        {
          severity: 'error',
          what: 'the installation disc is a package source',
          fix: 'remove the lines with `cdrom:` from /etc/apt/sources.list and add a source on the network',
        },
      ];
    }
    const sources = urls.filter(({ kind }) => kind === 'source');
    if (sources.length === 0 && sourceSchemes.length === 0) {
      const what = 'the host has no package source';
      return [{ severity: 'error', what, fix: "write the distribution's sources to /etc/apt/sources.list" }];
    }
    return sources
      .filter((answer) => answered(answer) === false && !isUnresolved(answer))
      .map((answer) => ({
        severity: 'error' as const,
        what: describe(answer),
        fix: 'correct it in /etc/apt/sources.list, or the proxy in /etc/apt/apt.conf.d, and try `sudo apt-get update`',
      }));
  },
};

/** The repository of kubeadm, kubelet and kubectl, asked for its key the way apt would ask. */
export const kubernetesRepository: HostRule = {
  id: 'kubernetes-repository',
  check: ({ reach: { urls } }) =>
    urls
      .filter((answer) => answer.kind === 'repository' && answered(answer) === false && !isUnresolved(answer))
      .map((answer) => ({
        severity: 'error' as const,
        what: describe(answer),
        fix: 'allow access to it, set the proxy of apt on the host, or name a mirror in kubernetes.apt.url',
      })),
};

/** Without curl and wget the host cannot ask for URLs; the steps install what they need themselves. */
export const downloadTool: HostRule = {
  id: 'download-tool',
  check: ({ reach: { urls } }) =>
    urls.some(({ error }) => error === undefined)
      ? [
          {
            severity: 'info',
            what: 'package sources and registries were not checked, since the host has neither curl nor wget',
            fix: 'leave it, or install one to have them checked: `sudo apt-get install curl`',
          },
        ]
      : [],
};
