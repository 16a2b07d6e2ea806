/**
 * precheck/ holds the rules that say whether hosts are ready for a deploy, and the report of `nuclab precheck`. What is
 * asked before a deploy belongs here; how facts come from hosts is in facts/.
 */
export type { Finding, LabFinding, Severity } from '../errors/finding';
export { evaluate, type EvaluatedHost, type Evaluation } from './evaluate';
export { isMember, isOwnApiServer } from './membership';
export { precheckHosts, type PrecheckHost } from './precheck-host';
export {
  precheckReport,
  type HostReport,
  type HostSummary,
  type PrecheckReport,
  type Verdict,
} from './precheck-report';
export { precheckText } from './precheck-text';
export { reachTargets } from './reach-targets';
export { precheckParts, type PrecheckFacts } from './rule';
