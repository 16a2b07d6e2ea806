/**
 * plans/reporting/ says what a plan does and why, as text, Markdown and JSON. Words about a plan belong here; no host is asked
 * and nothing is written.
 */
export { buildReport } from './build-report';
export { jsonReport } from './json-report';
export type { ReportInput } from './lab-view';
export { markdownReport } from './markdown-report';
export type * from './plan-report';
export { textReport, type TextReportOptions } from './text-report';
