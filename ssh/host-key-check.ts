import { readFile } from 'node:fs/promises';
import { describeHostKey, fingerprint, hostKeyAlgorithms, hostKeyTypes, tryHostKeyType } from './host-key';
import { knownHostsName, lookUpHost, parseKnownHosts, type KnownHostKeys } from './known-hosts';
import { place } from './place';
import { SshError } from './ssh-error';
import type { SshTarget } from './types';

/** The text of a known_hosts file; empty when there is none. */
export async function readKnownHosts(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return '';
    throw new SshError({
      kind: 'unknown-host-key',
      where: path,
      what: `known hosts cannot be read (${code})`,
      fix: `make ${path} readable for your user`,
      cause: error,
    });
  }
}

/** Decides whether a host is the trusted one, before anything is sent that only the real host may see. */
export class HostKeyCheck {
  readonly #target: SshTarget;
  readonly #file: string;
  readonly #known: KnownHostKeys;
  readonly #unreadable: readonly number[];
  #refusal: SshError | undefined;
  #shown: Buffer | undefined;

  private constructor(target: SshTarget, file: string, text: string) {
    const knownHosts = parseKnownHosts(text);
    this.#target = target;
    this.#file = file;
    this.#known = lookUpHost(knownHosts, knownHostsName(target.address, target.port));
    this.#unreadable = knownHosts.unreadable;
  }

  static async load(target: SshTarget, file: string): Promise<HostKeyCheck> {
    return new HostKeyCheck(target, file, await readKnownHosts(file));
  }

  /** Only types of which we have a key, so that a key of another type does not look like a changed one. */
  get algorithms(): string[] {
    const known = hostKeyAlgorithms(this.#known.trusted.map((line) => line.type));
    return known.length === 0 ? hostKeyAlgorithms(hostKeyTypes) : known;
  }

  /** For the client: whether to continue. */
  readonly accepts = (key: Buffer): boolean => {
    this.#shown = key;
    this.#refusal = this.#judge(key);
    return this.#refusal === undefined;
  };

  /** Fingerprint of the key the host showed and proved to hold; undefined before. */
  get fingerprint(): string | undefined {
    return this.#shown === undefined ? undefined : fingerprint(this.#shown);
  }

  /** Set once a key has been refused. */
  get refusal(): SshError | undefined {
    return this.#refusal;
  }

  /** The error for a host that shows only key types of which we have no key. */
  otherTypes(): SshError {
    const held = [...new Set(this.#known.trusted.map((line) => line.type))].join(', ');
    return this.#error(
      'changed-host-key',
      `none of its host keys is of a type trusted in ${this.#file} (${held})`,
      this.#replaceFix(),
    );
  }

  #judge(key: Buffer): SshError | undefined {
    const { trusted, revoked } = this.#known;
    const shown = describeHostKey(key, this.#target.name);
    const revocation = revoked.find((line) => line.key.equals(key));
    if (revocation) {
      return this.#error(
        'revoked-host-key',
        `host key ${shown} is revoked in ${this.#file}:${revocation.number}`,
        `give ${this.#target.name} a new host key, then run nuclab trust ${this.#target.name}`,
      );
    }
    if (trusted.some((line) => line.key.equals(key))) return undefined;
    const old = trusted.filter((line) => line.type === tryHostKeyType(key));
    if (old.length > 0) {
      const trustedKeys = old.map((line) => `${fingerprint(line.key)} (line ${line.number})`).join(', ');
      return this.#error(
        'changed-host-key',
        `host key changed: it shows ${shown}, but ${this.#file} trusts ${trustedKeys}`,
        this.#replaceFix(),
      );
    }
    return this.#error(
      'unknown-host-key',
      `host key ${shown} is not in ${this.#file}${this.#hints()}`,
      `run nuclab trust ${this.#target.name}`,
    );
  }

  #hints(): string {
    const hints = [
      ...this.#known.authorities.map(
        (line) => `line ${line.number} trusts a certificate authority, which nuclab does not use`,
      ),
      ...this.#unreadable.map((number) => `line ${number} cannot be read`),
    ];
    return hints.length === 0 ? '' : ` (${hints.join('; ')})`;
  }

  #replaceFix(): string {
    const { name } = this.#target;
    return `if ${name} was re-imaged, run nuclab trust --replace ${name}; if not, find out which computer responds at its address`;
  }

  #error(kind: SshError['kind'], what: string, fix: string): SshError {
    return new SshError({ kind, where: place(this.#target), what, fix });
  }
}
