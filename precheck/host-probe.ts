import type { Host } from '../inventory/types';
import type { ExitCode } from '../errors/exit-codes';
import type { HostFacts } from './facts';
import type { Finding } from '../errors/finding';

/** What came of asking one host: its facts, or why there are none. */
export type HostProbe = { readonly host: Host } & (
  | { readonly facts: HostFacts; readonly failure?: undefined }
  | { readonly facts?: undefined; readonly failure: ProbeFailure }
);

export interface ProbeFailure {
  readonly finding: Finding;
  /** Of a command that fails for this alone: `unreachable`, `hostKey`, `authentication` or `sudo`. */
  readonly exitCode: ExitCode;
}
