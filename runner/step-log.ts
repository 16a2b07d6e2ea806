import { chmodSync, closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface StepLogProps {
  /** Folder of lab.yaml. */
  readonly labDirectory: string;
  /** The host's name, or `cluster`. */
  readonly place: string;
  readonly phase: string;
  /** Size from which on the old log is put aside as `<phase>.log.1`, bytes. @default 5 MB */
  readonly rotateAtBytes?: number;
}

/**
 * `logs/<place>/<phase>.log` beside lab.yaml: everything the step printed, run after run, each line with its time.
 * Readable by its owner alone; what is written here must have been redacted.
 */
export class StepLog {
  /** Relative to the folder of lab.yaml, for messages. */
  readonly path: string;
  private readonly file: number;

  constructor(props: StepLogProps) {
    this.path = join('logs', props.place, `${props.phase}.log`);
    const absolute = join(props.labDirectory, this.path);
    mkdirSync(dirname(absolute), { recursive: true, mode: 0o700 });
    if (sizeOf(absolute) > (props.rotateAtBytes ?? 5_000_000)) renameSync(absolute, `${absolute}.1`);
    this.file = openSync(absolute, 'a', 0o600);
    // An older file may have been made readable to others.
    chmodSync(absolute, 0o600);
  }

  write(line: string): void {
    writeSync(this.file, `${new Date().toISOString()} ${line}\n`);
  }

  close(): void {
    closeSync(this.file);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
