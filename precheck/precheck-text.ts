import { createColors } from 'picocolors';
import { problemText, type Finding, type Severity } from '../errors/finding';
import type { HostReport, HostSummary, PrecheckReport } from './precheck-report';

/** The report for people: one block per host, what concerns several hosts, and the verdict on the last line. */
export function precheckText(report: PrecheckReport, useColor: boolean): string {
  const colors = createColors(useColor);
  const paint: Record<Severity, (text: string) => string> = {
    error: (text) => colors.red(text),
    warning: (text) => colors.yellow(text),
    info: (text) => colors.dim(text),
  };
  const line = (finding: Finding): string =>
    `${paint[finding.severity](`${finding.severity}:`)} ${problemText(finding)}`;
  const width = Math.max(...report.hosts.map(({ name }) => name.length));
  const blocks = report.hosts.map((host) => {
    const indent = ' '.repeat(width + 2);
    const ok = host.findings.every(({ severity }) => severity !== 'error');
    const head = ok ? [`${colors.green('ok')} ${summary(host)}`] : host.facts === null ? [] : [summary(host)];
    return host.name.padEnd(width + 2) + [...head, ...host.findings.map(line)].join(`\n${indent}`);
  });
  const lab =
    report.findings.length === 0 ? [] : ['all hosts', ...report.findings.map((one) => `  ${line(one)}`)];
  const { ok } = report.verdict;
  const verdict = verdictLine(report);
  return [...blocks, ...lab, ok ? colors.green(verdict) : colors.red(verdict)].join('\n');
}

/** `(Debian 13, amd64, 4 CPU, 16 GiB, clock +0.1 s)`, without what is not known. */
function summary({ facts }: HostReport): string {
  if (facts === null) return '';
  const parts = [
    facts.release,
    facts.architecture,
    facts.cpus === null ? null : `${facts.cpus} CPU`,
    facts.memoryMegabytes === null ? null : memory(facts.memoryMegabytes),
    clock(facts),
  ];
  return `(${parts.filter((part) => part !== null).join(', ')})`;
}

/** Firmware and kernel keep some of the memory: 15.5 GiB are shown as the 16 on the box. */
function memory(megabytes: number): string {
  return megabytes < 4096 ? `${megabytes} MB` : `${Math.round(megabytes / 1024)} GiB`;
}

function clock({ clockOffsetSeconds }: HostSummary): string | null {
  if (clockOffsetSeconds === null) return null;
  const sign = clockOffsetSeconds < 0 ? '-' : '+';
  return `clock ${sign}${Math.abs(clockOffsetSeconds).toFixed(1)} s`;
}

function verdictLine({ hosts, verdict: { ok, errors, warnings } }: PrecheckReport): string {
  const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
  const found = `${count(errors, 'error')}, ${count(warnings, 'warning')} on ${count(hosts.length, 'host')}`;
  return ok ? `ready to deploy: ${found}` : `not ready: ${found}`;
}
