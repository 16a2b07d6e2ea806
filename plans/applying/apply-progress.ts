import type { ApplyEvent, Diagnostic, EventResource } from '../../terraform';
import { formatDiagnostic } from '../../text/diagnostic';
import { logLine } from '../../text/single-line';
import { stepLabel } from '../../phases/step-address';
import { stepNamed, type ApplyStep } from './apply-step';
import { parseRunnerFailure, runnerExitCode, type StepFailure } from './runner-failure';

/** How far a step is. */
export interface StepProgress {
  readonly step: ApplyStep;
  readonly state: 'waiting' | 'running' | 'succeeded' | 'failed';
  /** Milliseconds of the clock that `take` was given. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** What the runner said last, e.g. `changed: swap: swap is on (/swapfile), expected off`. */
  readonly said?: string;
  /** Names of the items that were changed, each once. */
  readonly changed: readonly string[];
  readonly warnings: readonly string[];
  /** Only of a failed step. */
  readonly failure?: StepFailure;
  /** Of a runner that ended badly; Terraform tells it when all work has ended. */
  readonly exitCode?: number;
}

/** Something that a person wants to read as it happens. */
export interface ApplyNotice {
  readonly kind: 'said' | 'warning' | 'failed';
  /** `nuc01/base`. */
  readonly step: string;
  /** `changed: swap: …`; of a failure its cause and fix. */
  readonly text: string;
}

/** What is known of a running apply, from Terraform's events. */
export class ApplyProgress {
  /** Errors that belong to no step. */
  readonly problems: Diagnostic[] = [];
  private readonly byAddress: Map<string, Running>;

  constructor(steps: readonly ApplyStep[]) {
    this.byAddress = new Map(steps.map((step) => [step.address, new Running(step)]));
  }

  /** In the order of the steps given; a step that Terraform alone knew of is last. */
  get steps(): readonly StepProgress[] {
    return [...this.byAddress.values()];
  }

  /** @param now milliseconds */
  take(event: ApplyEvent, now: number): readonly ApplyNotice[] {
    if (event.type === 'diagnostic') this.diagnose(event.diagnostic);
    if (event.type === 'diagnostic' || event.type === 'change_summary') return [];
    const { resource } = event.hook;
    if (event.type === 'provision_start') this.meet(resource);
    const running = this.byAddress.get(resource.addr);
    if (running === undefined) return [];
    switch (event.type) {
      case 'apply_start':
        running.starts(event.hook.action, now);
        return [];
      case 'provision_progress':
        return lines(event.hook.output ?? '').flatMap((line) => running.says(line));
      case 'apply_complete':
        running.ends('succeeded', event.hook.action, now);
        return [];
      case 'apply_errored':
        return running.fails(now);
      default:
        return [];
    }
  }

  private diagnose(diagnostic: Diagnostic): void {
    if (diagnostic.severity !== 'error' || diagnostic.summary === 'execution halted') return;
    const running = this.byAddress.get(diagnostic.address ?? '');
    if (running === undefined) this.problems.push(diagnostic);
    else running.diagnosed(diagnostic);
  }

  private meet({ addr, resource_name }: EventResource): void {
    if (this.byAddress.has(addr)) return;
    const step = stepNamed(resource_name);
    this.byAddress.set(
      addr,
      new Running({ ...step, address: addr, action: 'create', after: [], adopts: false }),
    );
  }
}

class Running implements StepProgress {
  state: StepProgress['state'] = 'waiting';
  startedAt?: number;
  endedAt?: number;
  said?: string;
  changed: string[] = [];
  readonly warnings: string[] = [];
  failure?: StepFailure;
  exitCode?: number;
  /** What the runner printed beside its progress: the error it ends with. */
  private readonly other: string[] = [];

  constructor(readonly step: ApplyStep) {}

  starts(action: string, now: number): void {
    if (action !== this.step.action) return;
    this.state = 'running';
    this.startedAt = now;
  }

  says(line: string): ApplyNotice[] {
    const label = `${stepLabel(this.step.host, this.step.phase)}: `;
    if (!line.startsWith(label)) {
      if (!line.startsWith('Executing: [')) this.other.push(line);
      return [];
    }
    this.said = line.slice(label.length);
    const item = /^changed: ([^:]+)/.exec(this.said)?.[1];
    if (item !== undefined && !this.changed.includes(item)) this.changed.push(item);
    if (this.said === 'unchanged') this.changed = [];
    const isWarning = this.said.startsWith('warning: ');
    if (isWarning) this.warnings.push(this.said.slice('warning: '.length));
    return [{ kind: isWarning ? 'warning' : 'said', step: this.step.id, text: this.said }];
  }

  ends(state: 'succeeded' | 'failed', action: string, now: number): void {
    if (action !== this.step.action) return;
    this.state = state;
    this.endedAt = now;
  }

  fails(now: number): ApplyNotice[] {
    this.state = 'failed';
    this.startedAt ??= now;
    this.endedAt = now;
    this.failure = parseRunnerFailure(this.step.id, this.other);
    if (this.failure === undefined) return [];
    const { what, fix } = this.failure;
    return [{ kind: 'failed', step: this.step.id, text: formatDiagnostic({ what, fix }) }];
  }

  diagnosed({ summary, detail }: Diagnostic): void {
    this.exitCode = runnerExitCode(detail);
    if (this.failure !== undefined || /^Error running command '[^'\n]*': signal: /.test(detail)) return;
    const [first = ''] = detail.split('\n');
    this.failure = {
      what: first === '' ? summary : `${summary}: ${first}`,
      fix: 'fix the cause, then run `nuclab plan`',
    };
  }
}

function lines(output: string): string[] {
  return output
    .split(/\r?\n/)
    .map(logLine)
    .filter((line) => line !== '');
}
