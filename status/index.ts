/**
 * status/ holds what facts mean for a lab that runs: the document, the table and the rules of `nuclab status`. What is
 * asked after a deploy belongs here; how facts come from hosts is in facts/.
 */
export { buildStatus } from './build-status';
export type { HostStatus, LabStatus, NodeStatus, StepState, StepStatus, Summary } from './lab-status';
export { textStatus, type TextOptions } from './text/text-status';
export { verdictLine } from './text/verdict-line';
export { liveDisplay, type Terminal } from './watch/live-display';
export { watchStatus, type WatchProps } from './watch/watch-status';
