import type { Inventory } from '../inventory/types';
import { ExitCode } from '../errors/exit-codes';
import type { SystemFacts } from '../facts';
import { architectureName } from './architecture-name';
import { evaluate, type EvaluatedHost } from './evaluate';
import type { Finding, LabFinding, Severity } from '../errors/finding';
import { isMember } from './membership';
import type { PrecheckHost } from './precheck-host';

/** What `nuclab precheck --json` prints; a change that breaks readers raises `schemaVersion`. */
export interface PrecheckReport {
  readonly schemaVersion: 1;
  /** Name of the lab. */
  readonly lab: string;
  readonly hosts: readonly HostReport[];
  /** About hosts together, e.g. duplicate machine ids. */
  readonly findings: readonly LabFinding[];
  readonly verdict: Verdict;
}

export interface HostReport {
  readonly name: string;
  readonly address: string;
  readonly role: 'control-plane' | 'worker';
  /** Null when the host could not be asked. */
  readonly facts: HostSummary | null;
  readonly findings: readonly Finding[];
}

/** The facts people and scripts ask for; identifiers that should stay private (machine-id) are not among them. */
export interface HostSummary {
  /** As the host names its release, e.g. `Debian GNU/Linux 13 (trixie)`. */
  readonly operatingSystem: string | null;
  /** Short: `Debian 13`. */
  readonly release: string | null;
  readonly architecture: string | null;
  readonly kernel: string | null;
  readonly cpus: number | null;
  readonly memoryMegabytes: number | null;
  readonly diskFreeMegabytes: number | null;
  /** Positive when the host is ahead of this computer. */
  readonly clockOffsetSeconds: number | null;
  readonly clockUncertaintySeconds: number | null;
  readonly hostname: string | null;
  readonly container: string | null;
  /** Whether the host is a member of this lab's cluster. */
  readonly member: boolean;
  /** Phases nuclab has finished on it. */
  readonly phases: readonly string[];
}

export interface Verdict {
  readonly ok: boolean;
  readonly errors: number;
  readonly warnings: number;
  /** Exit code of the command. */
  readonly exitCode: ExitCode;
}

/** Evaluates the facts of hosts and adds the findings up. */
export function precheckReport(asked: readonly PrecheckHost[], inventory: Inventory): PrecheckReport {
  const { hosts, lab } = evaluate(asked, inventory);
  const all = [...hosts.flatMap(({ findings }) => findings), ...lab];
  const count = (severity: Severity): number => all.filter((finding) => finding.severity === severity).length;
  const exitCode = exitCodeOf(asked, count('error'));
  return {
    schemaVersion: 1,
    lab: inventory.name,
    hosts: hosts.map((host) => hostReport(host, inventory)),
    findings: lab,
    verdict: { ok: exitCode === ExitCode.ok, errors: count('error'), warnings: count('warning'), exitCode },
  };
}

/** Why hosts could not be asked says more than "a check failed" only while it is the only trouble. */
function exitCodeOf(asked: readonly PrecheckHost[], errors: number): ExitCode {
  const failures = asked.flatMap(({ failure }) => (failure === undefined ? [] : [failure.exitCode]));
  if (errors === 0) return ExitCode.ok;
  if (errors > failures.length) return ExitCode.precheck;
  const worstFirst = [
    ExitCode.unexpected,
    ExitCode.hostKey,
    ExitCode.authentication,
    ExitCode.sudo,
    ExitCode.unreachable,
  ];
  return worstFirst.find((code) => failures.includes(code)) ?? ExitCode.precheck;
}

function hostReport({ host, facts, findings }: EvaluatedHost, inventory: Inventory): HostReport {
  const role = inventory.kubernetes.controlPlane.includes(host.name) ? 'control-plane' : 'worker';
  const common = { name: host.name, address: host.address, role } as const;
  if (facts === undefined) return { ...common, facts: null, findings };
  const { system, usage } = facts;
  const summary: HostSummary = {
    operatingSystem: system.os ?? null,
    release: release(system),
    architecture: system.architecture === undefined ? null : architectureName(system.architecture),
    kernel: system.kernel ?? null,
    cpus: usage.cpus ?? null,
    memoryMegabytes: megabytes(usage.memoryKilobytes),
    diskFreeMegabytes: megabytes(usage.diskAvailableKilobytes),
    clockOffsetSeconds: rounded(system.clock?.offsetSeconds),
    clockUncertaintySeconds: rounded(system.clock?.uncertaintySeconds),
    hostname: facts.identity.hostname ?? null,
    container: system.container ?? null,
    member: isMember(facts, inventory),
    phases: facts.membership.finished,
  };
  return { ...common, facts: summary, findings };
}

function release({ osId, osVersion }: SystemFacts): string | null {
  if (osId === undefined) return null;
  return [osId.charAt(0).toUpperCase() + osId.slice(1), osVersion].join(' ').trim();
}

function megabytes(kilobytes: number | undefined): number | null {
  return kilobytes === undefined ? null : Math.floor(kilobytes / 1024);
}

function rounded(seconds: number | undefined): number | null {
  return seconds === undefined ? null : Math.round(seconds * 1000) / 1000;
}
