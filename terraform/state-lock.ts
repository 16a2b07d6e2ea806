/** Who holds the lock of Terraform's state, as far as Terraform tells. */
export interface StateLock {
  readonly id: string;
  /** `anna@desk`. */
  readonly who: string;
  /** `apply`, `plan`, … */
  readonly operation: string;
  /** UTC: `2026-11-21 11:58:42 UTC`. */
  readonly since: string;
}

/** A lock whose holder the backend cannot name. */
export interface UnnamedLock {
  /** What `force-unlock` wants; absent where the lock ends with its holder. */
  readonly id?: string;
}

/** PostgreSQL knows that somebody holds the lock but not who: the lock info it shows is that of the one who asked. */
const postgresql = /already locked for workspace creation|workspace is already locked/i;
/** So does a web server, which names the identifier of the lock besides. */
const webServer = /HTTP remote state already locked: ID=(\S+)/;

/**
 * The holder of the lock, from the detail of `Error acquiring the state lock`.
 *
 * @returns undefined when it could not be taken for another reason
 */
export function parseStateLock(detail: string): StateLock | UnnamedLock | undefined {
  if (postgresql.test(detail)) return {};
  const held = webServer.exec(detail)?.[1];
  if (held !== undefined) return { id: held };
  const field = (name: string): string => new RegExp(`^ *${name}: *(.*\\S)`, 'm').exec(detail)?.[1] ?? '';
  const id = field('ID');
  const who = field('Who');
  if (id === '' || who === '') return undefined;
  return {
    id,
    who,
    operation: field('Operation')
      .replace(/^OperationType/, '')
      .toLowerCase(),
    since: field('Created').replace(/\.\d+/, '').replace(' +0000 UTC', ' UTC'),
  };
}
