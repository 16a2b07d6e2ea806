import { ExitCode } from '../errors/exit-codes';
import type { Finding } from '../errors/finding';
import type { HostProblem, HostResult, LabFacts } from '../facts';
import type { Host, Inventory } from '../inventory/types';
import { precheckParts, type PrecheckFacts } from './rule';

/** What came of asking one host: its facts, or why there are none. */
export type PrecheckHost = { readonly host: Host } & (
  | { readonly facts: PrecheckFacts; readonly failure?: undefined }
  | { readonly facts?: undefined; readonly failure: HostFailure }
);

export interface HostFailure {
  readonly finding: Finding;
  /** Of a command that fails for this alone: `unreachable`, `hostKey`, `authentication` or `sudo`. */
  readonly exitCode: ExitCode;
}

/** The hosts of facts, in their order, as the rules take them. */
export function precheckHosts({ hosts }: Inventory, facts: LabFacts): PrecheckHost[] {
  return facts.hosts.flatMap((result): PrecheckHost[] => {
    const host = hosts.find(({ name }) => name === result.name);
    if (host === undefined) return [];
    if (!result.reached) return [{ host, failure: failureOf(result.problem) }];
    if (hasParts(result)) return [{ host, facts: result }];
    throw new Error(`the facts of ${host.name} lack a part that a precheck asks for`);
  });
}

function hasParts(result: HostResult): result is PrecheckFacts {
  return result.reached && precheckParts.every((part) => result[part] !== undefined);
}

/** The SSH layer has the words; its kind (`unreachable`, `changed-host-key`, …) becomes the id. */
function failureOf({ kind, where, what, fix, exitCode }: HostProblem): HostFailure {
  // The id of an exchange that failed is older than facts.
  const id = kind === 'facts' ? 'probe' : kind;
  const text = where === undefined ? what : `${where}: ${what}`;
  return { exitCode: exitCode as ExitCode, finding: { id, severity: 'error', what: text, fix } };
}
