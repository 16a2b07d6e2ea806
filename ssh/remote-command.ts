import { shellQuote } from '../rendering/shell-quote';

export interface RemoteCommandProps {
  /** Text for sh. */
  readonly command: string;
  /** Line printed on both streams when the shell that runs the command is there, and before the command runs. */
  readonly readyMarker: string;
  /** The host ends the command's process group by itself a second after this, also when the connection is gone. */
  readonly timeoutSeconds: number;
  /** @default - no sudo */
  readonly sudo?: { readonly mode: 'passwordless' | 'password'; readonly prompt: string };
}

/** What the login shell is given: any login shell will do, since all it does is start sh, maybe through sudo. */
export function remoteCommand(props: RemoteCommandProps): string {
  const marker = `printf '%s\\n' ${props.readyMarker}`;
  const program = `${marker} >&2; ${marker}; LC_ALL=C; export LC_ALL; ${props.command}`;
  const shell = `timeout -k 5 ${(props.timeoutSeconds + 1).toFixed(3)} /bin/sh -c ${shellQuote(program)}`;
  if (props.sudo === undefined) return `exec ${shell}`;
  // sudo's own words are matched, so they must be English.
  const flags = props.sudo.mode === 'passwordless' ? '-n' : `-S -p ${shellQuote(props.sudo.prompt)}`;
  return `exec env LC_ALL=C sudo ${flags} -- ${shell}`;
}
