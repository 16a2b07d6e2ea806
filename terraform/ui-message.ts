/**
 * One line of what Terraform prints with `-json`; the keys depend on `type`.
 * Source: developer.hashicorp.com/terraform/internals/machine-readable-ui
 */
export interface UiMessage {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** What Terraform has to say of a problem. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  /** May be empty, and of many lines. */
  readonly detail: string;
  /** The resource it is about: `null_resource.nuc01_base`. */
  readonly address?: string;
}

/** @returns undefined for a line that is no message: some versions print plain text in between */
export function parseUiMessage(line: string): UiMessage | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const message = JSON.parse(line) as { readonly type?: unknown };
    return typeof message.type === 'string' ? (message as UiMessage) : undefined;
  } catch {
    return undefined;
  }
}

/** @returns undefined for a message that is none */
export function diagnosticOf(message: UiMessage): Diagnostic | undefined {
  if (message.type !== 'diagnostic') return undefined;
  const { severity, summary, detail, address } = (message.diagnostic ?? {}) as Record<string, unknown>;
  return {
    severity: severity === 'warning' ? 'warning' : 'error',
    summary: typeof summary === 'string' ? summary : '',
    detail: typeof detail === 'string' ? detail : '',
    ...(typeof address === 'string' ? { address } : {}),
  };
}
