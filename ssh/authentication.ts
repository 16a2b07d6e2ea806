import type { Login, LoginMethod } from './client';
import type { Identities } from './identities';
import { place } from './place';
import { SshError } from './ssh-error';
import type { SshTarget } from './types';

/** One attempt to log in: gives ssh2 one key after the other, and reports what was tried. */
export class Authentication {
  readonly #target: SshTarget;
  readonly #identities: Identities;
  readonly #offClock: <T>(work: () => Promise<T>) => Promise<T>;
  readonly #tried: string[] = [];
  readonly #notes: string[];
  readonly #banners: string[] = [];
  #accepted: readonly string[] = [];
  #partial = false;
  #position = 0;
  #failure: SshError | undefined;

  /** @param offClock runs work that waits for a person, without the connection's time limit. */
  constructor(
    target: SshTarget,
    identities: Identities,
    offClock: <T>(work: () => Promise<T>) => Promise<T>,
  ) {
    this.#target = target;
    this.#identities = identities;
    this.#notes = [...identities.notes];
    this.#offClock = offClock;
  }

  /** Always answers later, through `next`. */
  readonly login: Login = (accepted, partial, next) => {
    this.#accepted = accepted ?? [];
    this.#partial = partial ?? false;
    void this.#offerNext(next);
  };

  /** What the host says before and while logging in. */
  heard(banner: string): void {
    this.#banners.push(banner.trim());
  }

  /** A key that could not sign, e.g. because its owner did not confirm. */
  note(text: string): void {
    if (!this.#notes.includes(text)) this.#notes.push(text);
  }

  /** Why it failed; undefined unless the host is still starting and does not accept logins yet, which passes. */
  tryBootingMessage(): string | undefined {
    return this.#banners.find((banner) => /booting up|shutting down|nologin/i.test(banner));
  }

  /** The error for the user after every key was tried, or after the host ended the connection (`reason`). */
  error(reason?: string): SshError {
    if (this.#failure) return this.#failure;
    const { user } = this.#target;
    const tried = this.#tried.length === 0 ? 'no key to try' : `tried ${this.#tried.join(', ')}`;
    const accepts = this.#accepted.length === 0 ? '' : `; the host accepts ${this.#accepted.join(', ')}`;
    const notes = this.#notes.length === 0 ? '' : `; not used: ${this.#notes.join(', ')}`;
    const ended = reason === undefined ? '' : ` (${reason})`;
    const what = `user "${user}" was refused${ended}: ${tried}${accepts}${notes}`;
    return new SshError({ kind: 'authentication', where: place(this.#target), what, fix: this.#fix(reason) });
  }

  #fix(reason?: string): string {
    if (this.#partial) return 'let this key log in without a second factor on the host';
    if (reason !== undefined && /too many/i.test(reason) && !this.#identities.explicit) {
      return 'set ssh.identityFile in lab.yaml, so that only this key is offered';
    }
    if (this.#tried.length === 0) return 'set ssh.identityFile in lab.yaml, or add your key with ssh-add';
    return `add the public key to ~/.ssh/authorized_keys of "${this.#target.user}" on the host, or set ssh.user in lab.yaml`;
  }

  async #offerNext(next: (method: LoginMethod) => void): Promise<void> {
    try {
      next(await this.#nextMethod());
    } catch (error) {
      if (error instanceof SshError) this.#failure = error;
      else this.#notes.push(error instanceof Error ? error.message : String(error));
      next(false);
    }
  }

  async #nextMethod(): Promise<LoginMethod> {
    if (this.#accepted.length > 0 && !this.#accepted.includes('publickey')) return false;
    for (;;) {
      const identity = this.#identities.list[this.#position++];
      if (identity === undefined) return false;
      const open = (): ReturnType<typeof identity.open> => identity.open(this.#target.user);
      const method = await (identity.interactive ? this.#offClock(open) : open());
      if (method === undefined) this.#notes.push(`${identity.label}: wrong passphrase`);
      else {
        this.#tried.push(identity.label);
        return method;
      }
    }
  }
}
