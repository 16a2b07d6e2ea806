import { notEmpty, TextRule } from '../text';

export const schemaName = /^[a-z_][a-z0-9_]{0,62}$/;

/** Rules of the name of a PostgreSQL schema, as far as it needs no quotes. */
export const schemaNameRules: readonly TextRule[] = [
  notEmpty,
  {
    fails: (text) => text.length > 63,
    what: 'is longer than 63 characters, and PostgreSQL would cut it',
    fix: 'shorten it',
  },
  {
    fails: (text) => !schemaName.test(text),
    what: 'is not a plain name of PostgreSQL',
    fix: 'use a to z, 0 to 9 and _ and begin with a letter, e.g. nuclab_physics',
  },
  {
    fails: (text) => text.startsWith('pg_'),
    what: 'begins with pg_, which PostgreSQL keeps for itself',
    fix: (text) => `write e.g. nuclab_${text.slice(3)}`,
  },
];

/** The schema of a lab: labs that share a database keep apart. */
export const defaultSchemaName = (lab: string): string => `nuclab_${lab.replaceAll('-', '_')}`;
