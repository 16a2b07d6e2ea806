import type { Problem } from '../../errors/finding';
import type { HostRule } from '../rule';

/** The steps wait for a lock and finish what was interrupted; a lock held for long is worth a look. */
export const packageManager: HostRule = {
  id: 'package-manager',
  check: ({ aptLock, dpkgInterrupted }) => {
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
