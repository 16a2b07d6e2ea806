import { ExitCode } from './exit-codes';

export interface NuclabErrorProps {
  /** The fact, with the value got: lower-case start, no full stop. */
  readonly what: string;
  /** Host and step, or file:line. */
  readonly where?: string;
  /** One imperative sentence. */
  readonly fix?: string;
  readonly exitCode: ExitCode;
  readonly cause?: unknown;
}

/** An error a person can act on: printed as `where: what; fix: …`, without a stack. */
export class NuclabError extends Error {
  readonly what: string;
  readonly where?: string;
  readonly fix?: string;
  readonly exitCode: ExitCode;

  constructor(props: NuclabErrorProps) {
    const where = props.where === undefined ? '' : `${props.where}: `;
    const fix = props.fix === undefined ? '' : `; fix: ${props.fix}`;
    super(`${where}${props.what}${fix}`, props.cause === undefined ? undefined : { cause: props.cause });
    this.name = new.target.name;
    this.what = props.what;
    this.where = props.where;
    this.fix = props.fix;
    this.exitCode = props.exitCode;
  }
}
