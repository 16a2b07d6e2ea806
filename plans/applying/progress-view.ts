import type { ApplyNotice, StepProgress } from './apply-progress';

/** Shows a person how far an apply is. */
export interface ProgressView {
  /** Something happened. */
  readonly update: (steps: readonly StepProgress[], notices: readonly ApplyNotice[]) => void;
  /** The operator asked for the end. */
  readonly ending: () => void;
  /** One line beside the steps, e.g. a warning of Terraform's. */
  readonly say: (line: string) => void;
  /** No more is shown; what is printed next begins on a line of its own. */
  readonly close: () => void;
}

export interface ViewStream extends NodeJS.EventEmitter {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** A live view needs a terminal that can move its cursor; logs of CI systems cannot, though some claim to be terminals. */
export function isLive(stream: Pick<ViewStream, 'isTTY'>, env: NodeJS.ProcessEnv): boolean {
  const inCi = !['', 'false', '0'].includes(env.CI ?? '');
  return stream.isTTY === true && !inCi && env.TERM !== 'dumb';
}
