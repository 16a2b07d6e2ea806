import { randomBytes } from 'node:crypto';
import { payloadCommand, renderPayload } from '../exchange/payload';
import type { ShippedFile } from '../manifest/script-bundle';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { SshError } from '../ssh/ssh-error';
import type { ExecResult, SshSession } from '../ssh/types';
import type { HostLink } from './host-link';
import { runnerScript } from '../exchange/step-task';
import { hostProtocolReader, type HostEvent } from '../exchange/host-protocol';

export interface UnitRun {
  readonly id: string;
  readonly phase: string;
  /** Another runner's unit with the same digest does the same work. */
  readonly digest: string;
  readonly timeoutSeconds: number;
  /** User the operator logs in as; scripts may prepare things for them. */
  readonly adminUser: string;
  /** Who starts it, one line, for the messages of others. */
  readonly owner: string;
  readonly files: readonly ShippedFile[];
  /** Phases whose units have to end first. @default - none */
  readonly waitFor?: readonly string[];
  /** Only follow a unit that runs already; the outcome is `lost` when there is none. @default false */
  readonly attachOnly?: boolean;
}

export interface UnitEvents {
  readonly line: (line: string) => void;
  readonly say: (text: string) => void;
  readonly note: (text: string) => void;
  readonly startOver: () => void;
}

export type UnitOutcome =
  | { readonly kind: 'exit'; readonly exitCode: number }
  | { readonly kind: 'killed'; readonly result: string }
  | { readonly kind: 'lost' };

/**
 * Carries a step out on its host as a transient unit and follows it to its end, through lost connections. When the
 * unit runs already, because a runner or its connection went away, it is attached to instead of started twice.
 *
 * @throws NuclabError `interrupted` on abort: work already started continues on the host
 */
export async function runUnit(
  link: HostLink,
  run: UnitRun,
  on: UnitEvents,
  assetsDirectory: string,
  signal?: AbortSignal,
): Promise<UnitOutcome> {
  for (let restarts = 0; ; restarts += 1) {
    const attempt = new Attempt(run, on, assetsDirectory, signal);
    const outcome = await link.during((session) => attempt.exchange(session));
    if (outcome.kind !== 'lost') {
      await attempt.acknowledge(link);
      return outcome;
    }
    if (run.attachOnly === true) return outcome;
    if (restarts > 0) throw lostTwice(run, link.target.name);
    on.say(
      attempt.restarted
        ? 'warning: the host restarted while the step ran; running it again'
        : 'warning: the host no longer knows how the step ended, runs it again',
    );
    on.startOver();
  }
}

/** One run of the unit, through any number of connections. */
class Attempt {
  restarted = false;
  private readonly ownRunId = randomBytes(8).toString('hex');
  /** The run that is followed: our own, or the one we attached to. */
  private runId = this.ownRunId;
  private started = false;
  private linesSeen = 0;
  private bootId?: string;

  constructor(
    private readonly run: UnitRun,
    private readonly on: UnitEvents,
    private readonly assetsDirectory: string,
    private readonly signal?: AbortSignal,
  ) {}

  async exchange(session: SshSession): Promise<UnitOutcome> {
    const nonce = randomBytes(16).toString('hex');
    let outcome: UnitOutcome | undefined;
    const reader = hostProtocolReader(nonce, {
      event: (event) => (outcome = this.take(event) ?? outcome),
      line: (line) => {
        this.linesSeen += 1;
        this.on.line(line);
      },
    });
    let result: ExecResult;
    try {
      result = await session.exec(payloadCommand, {
        sudo: true,
        stdin: this.payload(nonce),
        // Another run may have to end before ours begins; on the host systemd limits each to its own time.
        timeoutSeconds: this.run.timeoutSeconds * 2 + 120,
        onStdoutLine: reader,
        signal: this.signal,
      });
    } catch (error) {
      if (this.signal?.aborted === true) throw this.interrupted(session, error);
      throw error;
    }
    return outcome ?? this.endedEarly(result);
  }

  /** The host forgets the run; if it is not told, the next run of the phase clears up after this one. */
  async acknowledge(link: HostLink): Promise<void> {
    const stdin = renderPayload({
      program: runnerScript(this.assetsDirectory, 'session.sh'),
      calls: [['acknowledge', this.run.phase, this.runId]],
    });
    await link
      .during((session) => session.exec(payloadCommand, { sudo: true, stdin, timeoutSeconds: 10 }))
      .catch(() => undefined);
  }

  private payload(nonce: string): string {
    const { phase, timeoutSeconds, adminUser, owner, digest, files, waitFor = [], attachOnly } = this.run;
    const mode = this.started || attachOnly === true ? 'resume' : 'start';
    const skip = this.started ? this.linesSeen : 0;
    return renderPayload({
      program: runnerScript(this.assetsDirectory, 'session.sh', 'follow.sh', 'unit.sh'),
      variables: {
        admin_user: adminUser,
        want_run: this.runId,
        want_digest: digest,
        want_seconds: String(timeoutSeconds),
      },
      stages: {
        stage: [...files, { path: 'owner', text: `${owner}\n` }, { path: 'run-id', text: `${this.runId}\n` }],
      },
      calls: [
        ['begin', nonce],
        ['run_unit', phase, mode, String(skip), ...waitFor],
      ],
    });
  }

  private take(event: HostEvent): UnitOutcome | undefined {
    switch (event.kind) {
      case 'boot':
        this.restarted ||= this.bootId !== undefined && this.bootId !== event.bootId;
        this.bootId = event.bootId;
        return undefined;
      case 'started':
        this.started = true;
        return undefined;
      case 'attached':
        this.attach(event.runId, event.owner);
        return undefined;
      case 'busy':
        this.on.say(`waiting: for ${event.phase} that ${event.owner} started, to end`);
        return undefined;
      case 'end':
        return { kind: 'exit', exitCode: event.exitCode };
      case 'killed':
        return { kind: 'killed', result: event.result };
      case 'lost':
        return { kind: 'lost' };
      default:
        return undefined;
    }
  }

  private attach(runId: string, owner: string): void {
    this.started = true;
    if (runId === this.runId) return;
    this.runId = runId;
    this.linesSeen = 0;
    this.on.startOver();
    this.on.say(`waiting: for the run that ${owner} started: it does the same work and is still running`);
  }

  /** The exchange ended without a word on how the work did: never a success. */
  private endedEarly(result: ExecResult): UnitOutcome {
    const said = result.stderr.trim().split('\n').at(-1) ?? '';
    if (result.signal !== undefined || result.exitCode >= 128 || this.started) {
      throw new SshError({
        kind: 'transport',
        what: `the session ended before the work did (${result.signal ?? `exit ${result.exitCode}`})`,
        where: this.run.id,
        fix: 'deploy again: it attaches to work that is still running',
      });
    }
    throw new NuclabError({
      what: `the host could not start the step: ${said === '' ? `exit ${result.exitCode}` : said}`,
      fix: 'make sure it runs systemd and /run has space, then deploy again',
      exitCode: ExitCode.stepFailed,
    });
  }

  private interrupted(session: SshSession, cause: unknown): NuclabError {
    void session.close().catch(() => undefined);
    return new NuclabError({
      what: this.started
        ? 'interrupted; work already started continues on the host'
        : 'interrupted before the work on the host was seen to begin',
      fix: 'deploy again: it attaches to work that is still running',
      exitCode: ExitCode.interrupted,
      cause,
    });
  }
}

function lostTwice(run: UnitRun, host: string): NuclabError {
  return new NuclabError({
    what: `the host lost the step's result twice (it restarts, or another nuclab runs ${run.phase} on it)`,
    fix: `make sure ${host} stays up and nobody else deploys to it, then deploy again`,
    exitCode: ExitCode.stepFailed,
  });
}
