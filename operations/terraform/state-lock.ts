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

/** PostgreSQL knows that somebody holds the lock but not who: the lock info it shows is that of the one who asked. */
const holderUnknown = /already locked for workspace creation|workspace is already locked/i;

/**
 * The holder of the lock, from the detail of `Error acquiring the state lock`.
 *
 * @returns `unknown` when it is held by somebody whom the backend cannot name; undefined when it could not be taken for
 * another reason
 */
export function parseStateLock(detail: string): StateLock | 'unknown' | undefined {
  if (holderUnknown.test(detail)) return 'unknown';
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
