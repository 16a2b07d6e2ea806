export { evaluate, type EvaluatedHost, type Evaluation } from './evaluate';
export type { HostFacts } from './facts';
export type { Finding, LabFinding, Severity } from '../errors/finding';
export type { HostProbe } from './host-probe';
export { isMember, isOwnApiServer } from './membership';
export { parseProbe } from './parse-probe';
export { probeHosts, type ProbeHostsProps } from './probe-hosts';
export {
  report,
  type HostReport,
  type HostSummary,
  type PrecheckReport,
  type Verdict,
} from './precheck-report';
export { textReport } from './precheck-text';
