import { basename } from 'node:path';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { singleLine } from '../text/single-line';
import { parseApplyEvent, redacted, type ApplyEvent } from './apply-events';
import { environmentRedactor } from './environment-redactor';
import { findTerraform, type TerraformProgram, type TerraformVersion } from './find-terraform';
import { parsePlanJson } from './parse-plan-json';
import type { PlanJson } from './plan-json';
import { runProgram, type ProgramResult } from './run-program';
import { terraformProblem } from './terraform-problem';
import { diagnosticOf, parseUiMessage, type Diagnostic, type UiMessage } from './ui-message';

export interface TerraformProps {
  /** The synthesised stack folder: it holds cdk.tf.json. */
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  /** Once it aborts, Terraform gets one SIGINT, and its end is waited for. */
  readonly signal?: AbortSignal;
  /** Told warnings, and that Terraform waits for the state's lock; redacted. @default - nobody is told */
  readonly onLine?: (line: string) => void;
}

export interface PlanOptions {
  /** Absolute path of the plan file to write. */
  readonly out: string;
  /** How long to wait for a state that somebody else works on. @default 0 */
  readonly lockTimeoutSeconds?: number;
}

export interface ApplyOptions {
  /** Absolute path of a plan file. */
  readonly plan: string;
  /** How many resources are worked on at once. */
  readonly parallelism: number;
  readonly onEvent: (event: ApplyEvent) => void;
  /** How long to wait for a state that somebody else works on. @default 0 */
  readonly lockTimeoutSeconds?: number;
}

/** How the errors of a folder begin that is not prepared, or no longer: some name the command that is missing, some do not. */
const preparing =
  /\b(terraform|tofu) init\b|Failed to load plugin schemas|different set of external dependency selections/;
const upgrading = /\b(terraform|tofu) init -upgrade\b/;
/** A mirror knows the providers of one platform; a lab is planned and applied on one. */
const needless = 'Incomplete lock file information for providers';

interface FinishedCommand extends ProgramResult {
  readonly command: string;
  readonly errors: readonly Diagnostic[];
}

/**
 * Terraform or OpenTofu in one stack folder, without a shell, a prompt or colours.
 * Every failure is a NuclabError that says what to do; `interrupted` after the signal.
 */
export class Terraform {
  private readonly props: TerraformProps;
  private readonly redact: (text: string) => string;
  private found: Promise<TerraformProgram> | undefined;

  constructor(props: TerraformProps) {
    this.props = props;
    const redactor = environmentRedactor(props.env);
    this.redact = (text) => redactor.text(text);
  }

  /** @throws NuclabError `missingTool` when there is no Terraform, or it is too old */
  async version(): Promise<TerraformVersion> {
    const { product, version } = await this.program();
    return { product, version };
  }

  /**
   * Prepares the folder: provider and backend. `plan`, `showPlan` and `apply` do it themselves when needed; on its own it
   * asks the provider's registry or mirror each time. Providers older than nuclab now wants are replaced, as the CDK CLI does.
   */
  async init(): Promise<void> {
    const run = await this.json('init', ['-input=false']);
    if (run.exitCode === 0) return;
    if (!asksFor(upgrading, run)) throw await this.problem(run);
    const upgrade = await this.json('init', ['-input=false', '-upgrade']);
    if (upgrade.exitCode !== 0) throw await this.problem(upgrade);
  }

  /** Writes a plan file. `changes`: whether applying it would do anything. */
  async plan({ out, lockTimeoutSeconds = 0 }: PlanOptions): Promise<{ readonly changes: boolean }> {
    const lock = `-lock-timeout=${lockTimeoutSeconds}s`;
    const args = ['-input=false', '-detailed-exitcode', lock, `-out=${out}`];
    const run = await this.initialised(() => this.json('plan', args));
    if (run.exitCode !== 0 && run.exitCode !== 2) throw await this.problem(run);
    return { changes: run.exitCode === 2 };
  }

  /** A plan file in words. It holds values in clear: nothing of it may be printed unseen. */
  async showPlan(path: string): Promise<PlanJson> {
    const run = await this.initialised(() => this.run('show', ['-json', '-no-color', path]));
    if (run.exitCode !== 0) throw await this.problem(run);
    return parsePlanJson(run.stdout);
  }

  /**
   * Applies exactly the plan of the file. Resolves with Terraform's own exit code once any work has started, also when steps
   * failed or it was interrupted: `onEvent` was told which.
   *
   * @throws NuclabError when nothing was started: the plan is stale, the state is locked, …
   */
  async apply(options: ApplyOptions): Promise<{ readonly exitCode: number }> {
    let started = false;
    const onMessage = (message: UiMessage): void => {
      const event = parseApplyEvent(message, this.redact);
      if (event === undefined) return;
      started ||= event.type === 'apply_start';
      // What went wrong before the beginning is thrown.
      const early = !started && event.type === 'diagnostic' && event.diagnostic.severity === 'error';
      if (!early) options.onEvent(event);
    };
    const { plan, parallelism, lockTimeoutSeconds = 0 } = options;
    const lock = `-lock-timeout=${lockTimeoutSeconds}s`;
    const args = ['-input=false', `-parallelism=${parallelism}`, lock, plan];
    const work = (): Promise<FinishedCommand> => this.json('apply', args, onMessage);
    const run = await this.initialised(work, () => !started);
    if (run.exitCode !== 0 && !started) throw await this.problem(run);
    return { exitCode: run.exitCode ?? ExitCode.unexpected };
  }

  private program(): Promise<TerraformProgram> {
    return (this.found ??= findTerraform(this.props.env));
  }

  /** Only Terraform knows whether the folder still fits its configuration: it says so before it does anything. */
  private async initialised(
    work: () => Promise<FinishedCommand>,
    mayRepeat: () => boolean = () => true,
  ): Promise<FinishedCommand> {
    const first = await work();
    if (first.exitCode !== 1 || !mayRepeat() || !asksFor(preparing, first)) return first;
    await this.init();
    return work();
  }

  /** A subcommand that speaks JSON line by line. */
  private async json(
    command: string,
    args: readonly string[],
    onMessage?: (message: UiMessage) => void,
  ): Promise<FinishedCommand> {
    const errors: Diagnostic[] = [];
    const run = await this.run(command, ['-json', ...args], (line) => {
      const message = parseUiMessage(line);
      if (message === undefined) return;
      const diagnostic = diagnosticOf(message);
      if (diagnostic?.severity === 'error') errors.push(redacted(diagnostic, this.redact));
      this.tell(message, diagnostic);
      onMessage?.(message);
    });
    return { ...run, errors };
  }

  private tell(message: UiMessage, diagnostic: Diagnostic | undefined): void {
    if (diagnostic?.severity === 'warning') {
      if (diagnostic.summary !== needless)
        this.props.onLine?.(this.redact(singleLine(`warning: ${diagnostic.summary}`)));
    } else if (message.type === 'state_lock_acquire') {
      this.props.onLine?.('waiting for the lock of the state');
    }
  }

  private async run(
    command: string,
    args: readonly string[],
    onLine?: (line: string) => void,
  ): Promise<FinishedCommand> {
    const { directory, env, signal } = this.props;
    const { program } = await this.program();
    if (signal?.aborted === true) throw interrupted();
    const result = await runProgram({
      program,
      args: [command, ...args],
      directory,
      // The look for a newer version would hold up every run on a computer without internet.
      env: { CHECKPOINT_DISABLE: '1', ...env, TF_IN_AUTOMATION: '1', TF_INPUT: '0' },
      signal,
      onLine,
    });
    return { ...result, command, errors: [] };
  }

  private async problem(run: FinishedCommand): Promise<NuclabError> {
    if (this.props.signal?.aborted === true) return interrupted();
    const { program } = await this.program();
    return terraformProblem({
      program: basename(program),
      subcommand: run.command,
      directory: this.props.directory,
      errors: run.errors,
      text: this.redact(`${run.stdout}${run.stderr}`),
      exitCode: run.exitCode,
    });
  }
}

function asksFor(words: RegExp, { errors, stderr }: FinishedCommand): boolean {
  const texts = errors
    .filter(({ address }) => address === undefined)
    .map(({ summary, detail }) => `${summary} ${detail}`);
  return words.test([...texts, stderr].join('\n'));
}

function interrupted(): NuclabError {
  return new NuclabError({ what: 'stopped', fix: 'run it again', exitCode: ExitCode.interrupted });
}
