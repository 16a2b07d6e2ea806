/** Exit codes of every nuclab command; docs/exit-codes.md is their table for users. */
export const ExitCode = {
  ok: 0,
  /** An unexpected error: please report it. */
  unexpected: 1,
  /** The inventory, a flag or an argument is wrong; nothing was touched. */
  invalidInput: 2,
  /** A host did not respond, or stopped responding. */
  unreachable: 3,
  /** A host key is unknown, changed or revoked. */
  hostKey: 4,
  /** User, key, agent or passphrase refused. */
  authentication: 5,
  /** sudo refused, or wants a password that was not given. */
  sudo: 6,
  /** A precheck found something that would make the deploy fail; a status: the lab is not as it was deployed. */
  precheck: 7,
  /** A step failed on its host. */
  stepFailed: 8,
  /** A tool that nuclab needs on this computer is missing or too old. */
  missingTool: 9,
  /** A host is in use: another deployment holds its lock. */
  locked: 10,
  /** Ctrl-C or a termination signal. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
