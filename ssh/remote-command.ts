import { shellQuote } from '../rendering/shell-quote';

export interface RemoteCommandProps {
  /** Text for sh. */
  readonly command: string;
  /** Line that the shell prints on both streams before it runs the command. */
  readonly readyMarker: string;
  /** The host itself ends the command's process group a second after this, even when the connection is lost. */
  readonly timeoutSeconds: number;
  /** @default - no sudo */
  readonly sudo?: { readonly mode: 'passwordless' | 'password'; readonly prompt: string };
}

/** The text for the login shell: any shell will do, since it only starts sh, possibly through sudo. */
export function remoteCommand(props: RemoteCommandProps): string {
  const marker = `printf '%s\\n' ${props.readyMarker}`;
  const program = `${marker} >&2; ${marker}; LC_ALL=C; export LC_ALL; ${props.command}`;
  const shell = `timeout -k 5 ${(props.timeoutSeconds + 1).toFixed(3)} /bin/sh -c ${shellQuote(program)}`;
  if (props.sudo === undefined) return `exec ${shell}`;
  // The messages of sudo are matched, so they must be in English.
  const flags = props.sudo.mode === 'passwordless' ? '-n' : `-S -p ${shellQuote(props.sudo.prompt)}`;
  return `exec env LC_ALL=C sudo ${flags} -- ${shell}`;
}
