import type { HostRule } from '../rule';
import { answered, describe, isUnresolved } from '../url-answer';

/** The host's own Debian or Ubuntu sources: base packages and containerd come from them. */
export const packageSources: HostRule = {
  id: 'package-sources',
  check: ({ urls, sourceSchemes }) => {
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
