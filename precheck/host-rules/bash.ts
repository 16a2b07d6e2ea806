import type { HostRule } from '../rule';

/** The scripts of all steps are bash. */
export const bash: HostRule = {
  id: 'bash',
  check: ({ bash }) =>
    bash === undefined
      ? [{ severity: 'error', what: 'bash is missing', fix: 'install it: `sudo apt-get install bash`' }]
      : [],
};
