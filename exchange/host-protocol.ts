/**
 * exchange/ is the protocol with the scripts on hosts: what is sent, and what their lines mean. What belongs here is the same for
 * runner and facts; connections are in ssh/, and what is done about an answer is not said here.
 */

/** What the program on the host says about its work, between the lines that the script prints. */
export type HostEvent =
  | { readonly kind: 'boot'; readonly bootId: string }
  | { readonly kind: 'started'; readonly runId: string }
  | { readonly kind: 'attached'; readonly runId: string; readonly owner: string }
  | { readonly kind: 'busy'; readonly phase: string; readonly owner: string }
  | { readonly kind: 'alive' | 'lost' | 'running' }
  | { readonly kind: 'end'; readonly exitCode: number }
  | { readonly kind: 'killed'; readonly result: string }
  | { readonly kind: 'check'; readonly phase: string }
  | { readonly kind: 'checked'; readonly exitCode: number };

export interface HostProtocolHandlers {
  readonly event: (event: HostEvent) => void;
  /** A line of the script. */
  readonly line: (line: string) => void;
}

/**
 * Takes standard output line by line. Lines with the nonce are events; lines before the first event are what a login
 * profile printed and are dropped.
 */
export function hostProtocolReader(nonce: string, handlers: HostProtocolHandlers): (line: string) => void {
  let started = false;
  return (line) => {
    const at = line.indexOf(`${nonce} `);
    if (at === -1) {
      if (started) handlers.line(line);
      return;
    }
    started = true;
    const event = parseEvent(line.slice(at + nonce.length + 1).trimEnd());
    if (event !== undefined) handlers.event(event);
  };
}

function parseEvent(text: string): HostEvent | undefined {
  const [kind = '', first = '', ...others] = text.split(' ');
  const rest = others.join(' ');
  switch (kind) {
    case 'boot':
      return { kind, bootId: first };
    case 'started':
      return { kind, runId: first };
    case 'attached':
      return { kind, runId: first, owner: rest };
    case 'busy':
      return { kind, phase: first, owner: rest };
    case 'alive':
    case 'lost':
    case 'running':
      return { kind };
    case 'end':
    case 'checked':
      return /^\d+$/.test(first) ? { kind, exitCode: Number(first) } : undefined;
    case 'killed':
      return { kind, result: `${first} ${rest}`.trim() };
    case 'check':
      return { kind, phase: first };
    default:
      return undefined;
  }
}
