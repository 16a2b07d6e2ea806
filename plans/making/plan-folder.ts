import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { ExitCode } from '../../errors/exit-codes';
import { NuclabError } from '../../errors/nuclab-error';
import { planFiles } from './saved-plan';

/**
 * The folder of a saved plan, written beside its place and put there whole by `keep`, in place of an older plan. Only its
 * owner can read it.
 */
export class PlanFolder {
  /** Where the files are written to until then. */
  readonly draft: string;
  private readonly place: string;

  /** @throws NuclabError `invalidInput` when the place is taken by something that is no saved plan */
  constructor(place: string) {
    this.place = resolve(place);
    requireOwnPlace(this.place, place);
    mkdirSync(dirname(this.place), { recursive: true });
    this.draft = mkdtempSync(join(dirname(this.place), `.${basename(this.place)}-`));
  }

  path(name: string): string {
    return join(this.draft, name);
  }

  write(name: string, text: string): void {
    writeFileSync(this.path(name), text, { mode: 0o600 });
  }

  keep(): void {
    for (const name of readdirSync(this.draft)) chmodSync(this.path(name), 0o600);
    const old = `${this.draft}-old`;
    if (existsSync(this.place)) renameSync(this.place, old);
    renameSync(this.draft, this.place);
    rmSync(old, { recursive: true, force: true });
  }

  /** Leaves nothing behind, and an older plan where it is. */
  discard(): void {
    rmSync(this.draft, { recursive: true, force: true });
  }
}

function requireOwnPlace(place: string, named: string): void {
  const stat = statSync(place, { throwIfNoEntry: false });
  if (stat === undefined) return;
  const known: readonly string[] = Object.values(planFiles);
  const stranger = stat.isDirectory() ? readdirSync(place).find((name) => !known.includes(name)) : '';
  if (stranger === undefined) return;
  throw new NuclabError({
    where: named,
    what:
      stranger === ''
        ? 'is a file'
        : `holds ${stranger}, so it is no saved plan that a new one could replace`,
    fix: 'name a new folder for the plan',
    exitCode: ExitCode.invalidInput,
  });
}
