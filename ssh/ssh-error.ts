import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';

const exitCodes = {
  unreachable: ExitCode.unreachable,
  timeout: ExitCode.unreachable,
  transport: ExitCode.unreachable,
  'command-timeout': ExitCode.unreachable,
  'unknown-host-key': ExitCode.hostKey,
  'changed-host-key': ExitCode.hostKey,
  'revoked-host-key': ExitCode.hostKey,
  authentication: ExitCode.authentication,
  passphrase: ExitCode.authentication,
  'key-file': ExitCode.authentication,
  'sudo-password': ExitCode.sudo,
  'sudo-refused': ExitCode.sudo,
  aborted: ExitCode.interrupted,
} as const satisfies Record<string, ExitCode>;

export type SshErrorKind = keyof typeof exitCodes;

export interface SshErrorProps {
  readonly kind: SshErrorKind;
  readonly what: string;
  /** Host name and `address:port`. */
  readonly where: string;
  readonly fix: string;
  readonly cause?: unknown;
}

/** Anything that goes wrong before a command's own exit status is known. */
export class SshError extends NuclabError {
  readonly kind: SshErrorKind;

  constructor(props: SshErrorProps) {
    super({ ...props, exitCode: exitCodes[props.kind] });
    this.kind = props.kind;
  }
}
