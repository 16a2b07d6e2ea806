import { manyLines, singleLine } from '../text/single-line';
import { diagnosticOf, type Diagnostic, type UiMessage } from './ui-message';

/** What Terraform tells while it applies, under Terraform's own names; every other message is left out. */
export type ApplyEvent = ResourceEvent | ProvisionEvent | DiagnosticEvent | ChangeSummaryEvent;

/** Work on a resource begins or ends. A resource that is replaced has two: `delete`, then `create`. */
export interface ResourceEvent {
  readonly type: 'apply_start' | 'apply_complete' | 'apply_errored';
  readonly hook: {
    readonly resource: EventResource;
    /** `create`, `update`, `delete`, … */
    readonly action: string;
    /** Whole seconds; absent at the start. */
    readonly elapsed_seconds?: number;
  };
}

/** The runner of a step begins, prints one line, or ends. */
export interface ProvisionEvent {
  readonly type: 'provision_start' | 'provision_progress' | 'provision_complete' | 'provision_errored';
  readonly hook: {
    readonly resource: EventResource;
    readonly provisioner: string;
    /** One line or more, redacted; only with `provision_progress`. */
    readonly output?: string;
  };
}

/** Errors come when all work has ended. */
export interface DiagnosticEvent {
  readonly type: 'diagnostic';
  /** Redacted. */
  readonly diagnostic: Diagnostic;
}

export interface ChangeSummaryEvent {
  readonly type: 'change_summary';
  readonly changes: {
    readonly add: number;
    readonly change: number;
    readonly remove: number;
    /** `plan`, `apply` or `destroy`. */
    readonly operation: string;
  };
}

export interface EventResource {
  /** `null_resource.nuc01_base`. */
  readonly addr: string;
  readonly resource_type: string;
  /** `nuc01_base`. */
  readonly resource_name: string;
}

/**
 * @param redact takes secrets out of a text
 * @returns undefined for a message that is no event of an apply, or not of the known shape
 */
export function parseApplyEvent(
  message: UiMessage,
  redact: (text: string) => string,
): ApplyEvent | undefined {
  const diagnostic = diagnosticOf(message);
  if (diagnostic !== undefined) return { type: 'diagnostic', diagnostic: redacted(diagnostic, redact) };
  if (message.type === 'change_summary') return changeSummary(message.changes);
  return hookEvent(message, redact);
}

export function redacted(diagnostic: Diagnostic, redact: (text: string) => string): Diagnostic {
  const { summary, detail } = diagnostic;
  return { ...diagnostic, summary: redact(singleLine(summary)), detail: redact(manyLines(detail)) };
}

function changeSummary(changes: unknown): ChangeSummaryEvent | undefined {
  if (typeof changes !== 'object' || changes === null) return undefined;
  const { add, change, remove, operation } = changes as ChangeSummaryEvent['changes'];
  return { type: 'change_summary', changes: { add, change, remove, operation } };
}

function hookEvent(message: UiMessage, redact: (text: string) => string): ApplyEvent | undefined {
  const hook = message.hook as Partial<ResourceEvent['hook'] & ProvisionEvent['hook']> | undefined;
  if (typeof hook?.resource?.addr !== 'string') return undefined;
  const { addr, resource_type, resource_name } = hook.resource;
  const resource: EventResource = { addr, resource_type, resource_name };
  switch (message.type) {
    case 'apply_start':
    case 'apply_complete':
    case 'apply_errored': {
      const { action = '', elapsed_seconds } = hook;
      const time = elapsed_seconds === undefined ? {} : { elapsed_seconds };
      return { type: message.type, hook: { resource, action, ...time } };
    }
    case 'provision_start':
    case 'provision_progress':
    case 'provision_complete':
    case 'provision_errored': {
      const { provisioner = '', output } = hook;
      const text = output === undefined ? {} : { output: redact(manyLines(output)) };
      return { type: message.type, hook: { resource, provisioner, ...text } };
    }
    default:
      return undefined;
  }
}
