export { buildReport } from './build-report';
export { jsonReport } from './json-report';
export type { ReportInput } from './lab-view';
export { markdownReport } from './markdown-report';
export type * from './plan-report';
export { textReport, type TextReportOptions } from './text-report';
