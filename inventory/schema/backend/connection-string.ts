import { notEmpty, TextRule } from '../text';

/** For editors; the rules check the rest. */
export const connectionString =
  /^postgres(ql)?:\/\/([A-Za-z0-9._-]+@)?([A-Za-z0-9.-]+(:\d{1,5})?)?\/[A-Za-z0-9_-]+(\?[a-z_]+=[A-Za-z0-9._~/+%:,-]*(&[a-z_]+=[A-Za-z0-9._~/+%:,-]*)*)?$/;

const example = 'postgres://db.example.org/nuclab';
const parts = /^postgres(?:ql)?:\/\/([^/?#]*)(\/[^?#]*)?/;

/** Rules of a PostgreSQL connection string: a URL, which may name a user and never holds a password. */
export const connectionStringRules: readonly TextRule[] = [
  {
    fails: (text) => /:\/\/.*:.*@|password=/.test(text),
    first: true,
    findsSecrets: true,
    what: 'contains a password, and secrets do not belong in an inventory',
    fix: 'remove it, and set PGPASSWORD in the environment, or PG_CONN_STR instead of the whole line; replace the password if others could have read it',
  },
  notEmpty,
  {
    fails: (text) => !parts.test(text),
    what: 'is not a URL of PostgreSQL',
    fix: `write e.g. ${example}`,
  },
  {
    fails: (text) => (parts.exec(text)?.[2] ?? '/') === '/',
    what: 'names no database',
    fix: (text) => `write e.g. ${(parts.exec(text)?.[0] ?? example).replace(/\/$/, '')}/nuclab`,
  },
  {
    fails: (text) => !connectionString.test(text),
    what: 'has characters that nuclab does not accept in a connection string',
    fix: 'write e.g. postgres://user@db.example.org:5432/nuclab?sslmode=verify-full',
  },
];
