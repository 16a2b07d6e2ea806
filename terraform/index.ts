/**
 * terraform/ is the wrapper around Terraform's program: finding and starting it, its JSON, its errors. What belongs here would be
 * the same for any configuration; steps and phases are not known.
 */
export type {
  ApplyEvent,
  ChangeSummaryEvent,
  DiagnosticEvent,
  EventResource,
  ProvisionEvent,
  ResourceEvent,
} from './apply-events';
export type { TerraformVersion } from './find-terraform';
export type { PlanJson, ResourceChange, ResourceValues } from './plan-json';
export { Terraform, type ApplyOptions, type PlanOptions, type TerraformProps } from './terraform';
export type { Diagnostic } from './ui-message';
