/** What ssh/ offers to the rest of nuclab: one verified connection and commands on it, nothing else. */
export interface SshTarget {
  /** Inventory name, for messages. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
}

/** How to reach and authenticate to a lab's hosts: `ssh` of the inventory with paths resolved and secrets available. */
export interface SshContext {
  readonly knownHostsFile: string;
  /** Private key, or public key whose private half the agent holds; then no other key is tried. */
  readonly identityFile?: string;
  /** Keys tried after the agent's when no identityFile is given; those that do not exist are skipped. @default - none */
  readonly defaultIdentityFiles?: readonly string[];
  /** Path of the agent's socket. @default - no agent */
  readonly agentSocket?: string;
  readonly bastion?: SshTarget;
  readonly sudo: 'passwordless' | 'password';
  /** Called at most once a process, only when an encrypted key has to be opened. */
  readonly passphrase: () => Promise<string>;
  /** Called at most once a process, only when sudo really asks. */
  readonly sudoPassword: () => Promise<string>;
  /** From the first packet to the end of authentication, without the time a person takes to type. @default 10 */
  readonly connectTimeoutSeconds?: number;
  /** A session without an answer for four of these is lost. @default 5 */
  readonly keepaliveIntervalSeconds?: number;
}

export interface ExecOptions {
  /** Sent on standard input after sudo, if any, is done; standard input is then closed. */
  readonly stdin?: string;
  /** Hard limit for the whole command. */
  readonly timeoutSeconds: number;
  /** Run as root through sudo. @default false */
  readonly sudo?: boolean;
  /** Whole lines, decoded as UTF-8 across chunk borders, as they arrive. */
  readonly onStdoutLine?: (line: string) => void;
  readonly onStderrLine?: (line: string) => void;
  /** Aborting closes the channel and rejects. */
  readonly signal?: AbortSignal;
}

export interface ExecResult {
  /** The command's own exit status; a lost session never gets here, it rejects with SshError `transport`. */
  readonly exitCode: number;
  /** Name of the signal that ended the command, e.g. `KILL`; exitCode is then 128. */
  readonly signal?: string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SshSession {
  /** Fingerprint of the verified host key, `SHA256:…`. */
  readonly hostKey?: string;
  exec(command: string, options: ExecOptions): Promise<ExecResult>;
  close(): Promise<void>;
}

/** How a session is opened: a parameter, so that callers can be tested without a network. */
export type Connect = (target: SshTarget, context: SshContext) => Promise<SshSession>;
