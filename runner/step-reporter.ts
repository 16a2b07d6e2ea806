import { stepLabel } from '../phases/step-address';
import type { Redactor } from '../text/redactor';
import { logLine } from '../text/single-line';
import type { StepLog } from './step-log';

/** Lines of a script that a person at the terminal wants to see; all others are for the log. */
const progress = /^(changed|warning): /;
const waitingColumns = 90;

export interface StepReporterProps {
  /** The host's name, or `cluster`. */
  readonly place: string;
  readonly phase: string;
  readonly redactor: Redactor;
  readonly log: StepLog;
  /** Shows one line to the person at the terminal. */
  readonly print: (line: string) => void;
}

/** Where everything a step says goes: all of it, redacted, to the log; what matters to the terminal. */
export class StepReporter {
  /** Items that were changed in this run. */
  changed = 0;
  /** The last lines of the script, redacted. */
  readonly tail: string[] = [];
  private readonly redactLine: (line: string) => string;

  constructor(private readonly props: StepReporterProps) {
    this.redactLine = props.redactor.lines();
  }

  /** One line that the script on the host printed. */
  hostLine(line: string): void {
    const clean = this.redactLine(logLine(line));
    this.props.log.write(clean);
    this.tail.push(clean);
    if (this.tail.length > 200) this.tail.shift();
    if (clean.startsWith('changed: ')) this.changed += 1;
    // The error is the last thing the runner itself says, with the log's path.
    if (clean.startsWith('waiting: ')) this.showShort(clean);
    else if (progress.test(clean)) this.show(clean);
  }

  /** One line of the runner's own, to log and terminal. */
  say(text: string): void {
    const clean = this.props.redactor.text(logLine(text));
    this.props.log.write(clean);
    this.show(clean);
  }

  /** One line for the log alone. */
  note(text: string): void {
    this.props.log.write(this.props.redactor.text(logLine(text)));
  }

  /** A run begins again: what the last one said is not its own. */
  startOver(): void {
    this.changed = 0;
    this.tail.length = 0;
  }

  private show(text: string): void {
    this.props.print(`${stepLabel(this.props.place, this.props.phase)}: ${text}`);
  }

  /** What a step waits for is shown as it changes: one line of the terminal has to do, the log has all of it. */
  private showShort(text: string): void {
    this.show(text.length <= waitingColumns ? text : `${text.slice(0, waitingColumns - 1)}…`);
  }
}
