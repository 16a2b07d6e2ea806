import type { NuclabError, NuclabErrorProps } from '../errors/nuclab-error';
import type { SshTarget } from '../ssh/types';

/** What a runner asks of the lock daemon: to hold this host's lock. One line of JSON each way. */
export type LockAsk = SshTarget;

export type LockAnswer =
  /** `warnings` have not been told to anybody yet. */
  | { readonly held: true; readonly warnings: readonly string[] }
  | { readonly held: false; readonly error: Omit<NuclabErrorProps, 'cause'> };

export function encode(message: LockAsk | LockAnswer): string {
  return `${JSON.stringify(message)}\n`;
}

export function refusal({ what, where, fix, exitCode }: NuclabError): LockAnswer {
  return { held: false, error: { what, where, fix, exitCode } };
}
