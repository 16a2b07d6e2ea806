import { place } from './place';
import { SshError, type SshErrorKind } from './ssh-error';
import type { SshTarget } from './types';

interface Refusal {
  readonly words: RegExp;
  readonly kind: SshErrorKind;
  readonly what: (user: string) => string;
  readonly fix: (user: string) => string;
}

const passwordless = (user: string): string =>
  `set ssh.sudo to password in lab.yaml, or add "${user} ALL=(ALL) NOPASSWD: ALL" to /etc/sudoers.d/nuclab on the host`;

/** Exit code of env when there is no sudo; its message is in the host's language. */
const notFound = 127;

const missing: Omit<Refusal, 'words'> = {
  kind: 'sudo-refused',
  what: () => 'sudo is not installed',
  fix: () => 'install sudo on the host, or set ssh.user to root in lab.yaml',
};

/** Messages of sudo and sudo-rs (the default of Ubuntu 26.04); the first match counts. */
const refusals: readonly Refusal[] = [
  {
    words: /must have a tty/i,
    kind: 'sudo-refused',
    what: () => 'sudo runs only on a terminal (requiretty)',
    fix: (user) => `add "Defaults:${user} !requiretty" to /etc/sudoers.d/nuclab on the host`,
  },
  {
    words:
      /incorrect password|sorry, try again|no password was provided|authentication fail|incorrect authentication/i,
    kind: 'sudo-password',
    what: (user) => `sudo did not accept the password of "${user}"; it was tried once`,
    fix: () => 'run it again with the right password (NUCLAB_SUDO_PASSWORD)',
  },
  {
    words:
      /a password is required|interactive authentication is required|terminal is required|no tty present/i,
    kind: 'sudo-refused',
    what: (user) => `sudo asks for the password of "${user}"`,
    fix: passwordless,
  },
  {
    words: /not in the sudoers|may not run sudo|not allowed to (execute|run)|afraid I can't do that/i,
    kind: 'sudo-refused',
    what: (user) => `"${user}" may not use sudo for this`,
    fix: (user) => `add "${user} ALL=(ALL) NOPASSWD: ALL" to /etc/sudoers.d/nuclab on the host`,
  },
];

/** The error for a sudo that ended before the command started; `said` is what it printed. */
export function sudoRefused(target: SshTarget, said: string, exitCode: number): SshError {
  const refusal = exitCode === notFound ? missing : refusals.find(({ words }) => words.test(said));
  const where = place(target);
  if (refusal === undefined) {
    const words = said.trim().split('\n').at(-1) ?? '';
    const what = `sudo ended with exit code ${exitCode} before the command started${words === '' ? '' : ` ("${words}")`}`;
    return new SshError({ kind: 'sudo-refused', where, what, fix: 'run `sudo true` on the host to see why' });
  }
  const { kind, what, fix } = refusal;
  return new SshError({ kind, where, what: what(target.user), fix: fix(target.user) });
}

/** The error for a second prompt: the password was wrong, and trying again could lock the account. */
export function sudoAskedAgain(target: SshTarget): SshError {
  return sudoRefused(target, 'incorrect password', 1);
}
