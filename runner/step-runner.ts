import type { ShippedFile } from '../manifest/script-bundle';
import type { Redactor } from '../text/redactor';
import type { StepReporter } from './step-reporter';
import { heldConnect, type HoldLock } from '../locks/held-connect';
import type { Connect, SshContext, SshTarget } from '../ssh/types';
import { HostLink } from './host-link';
import { runUnit, type UnitOutcome } from './run-unit';
import { runFiles, type StepTask } from '../exchange/step-task';

/** What carrying out steps needs of the operator's computer; the same for every step of a process. */
export interface RunnerContext {
  readonly connect: Connect;
  /** No host is touched before its lock is held. @default - nobody else can be working */
  readonly holdLock?: HoldLock;
  readonly ssh: SshContext;
  /** Folder of lab.yaml. */
  readonly labDirectory: string;
  readonly assetsDirectory: string;
  readonly redactor: Redactor;
  /** Shows one line to the person at the terminal. */
  readonly print: (line: string) => void;
  /** Aborting ends the runner, not the work on the host. @default - cannot be aborted */
  readonly signal?: AbortSignal;
  /** `user@computer (pid 4711)`, for the messages of other runners. */
  readonly owner: string;
  /** Time without a connection after which a step gives up, seconds. @default 120 */
  readonly reconnectSeconds?: number;
  /** First wait before a lost connection is opened again, milliseconds. @default 500 */
  readonly reconnectWaitMilliseconds?: number;
}

/** One step on one host: its connections and where it reports. */
export class StepRunner {
  readonly link: HostLink;
  private readonly links: HostLink[] = [];

  constructor(
    readonly context: RunnerContext,
    readonly task: StepTask,
    target: SshTarget,
    readonly reporter: StepReporter,
  ) {
    this.link = this.linkTo(target, context.signal);
  }

  /** @param signal none for work that has to be finished even when the operator interrupts */
  linkTo(target: SshTarget, signal?: AbortSignal): HostLink {
    const { connect, holdLock } = this.context;
    const link = new HostLink({
      target,
      context: this.context.ssh,
      connect: heldConnect(connect, holdLock, (text) => this.reporter.say(text)),
      signal,
      say: (text) => this.reporter.say(text),
      budgetSeconds: this.context.reconnectSeconds,
      firstWaitMilliseconds: this.context.reconnectWaitMilliseconds,
    });
    this.links.push(link);
    return link;
  }

  /** The script's apply mode, as a unit on the host. */
  async run(
    options: {
      readonly secrets?: readonly ShippedFile[];
      readonly attachOnly?: boolean;
      readonly waitFor?: readonly string[];
    } = {},
  ): Promise<UnitOutcome> {
    const { task, context, reporter } = this;
    const { secrets = [], ...others } = options;
    return runUnit(
      this.link,
      {
        id: task.step.id,
        phase: task.step.phase,
        digest: task.digest,
        timeoutSeconds: task.step.timeoutSeconds,
        adminUser: this.link.target.user,
        owner: context.owner,
        files: [...task.files, ...runFiles(task, context.assetsDirectory), ...secrets],
        ...others,
      },
      {
        line: (line) => reporter.hostLine(line),
        say: (text) => reporter.say(text),
        note: (text) => reporter.note(text),
        startOver: () => reporter.startOver(),
      },
      context.assetsDirectory,
      context.signal,
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.links.map((link) => link.close()));
  }
}
