import type { HostRule } from '../rule';

/** Without curl and wget the probe cannot ask for URLs; the steps install what they need themselves. */
export const downloadTool: HostRule = {
  id: 'download-tool',
  check: ({ urls }) =>
    urls.some(({ error }) => error === undefined)
      ? [
          {
            severity: 'info',
            what: 'package sources and registries were not asked, since the host has neither curl nor wget',
            fix: 'leave it, or install one to have them checked: `sudo apt-get install curl`',
          },
        ]
      : [],
};
