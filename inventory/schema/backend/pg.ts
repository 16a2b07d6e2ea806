import { z } from 'zod';
import { text } from '../text';
import { connectionString, connectionStringRules } from './connection-string';
import { schemaName, schemaNameRules } from './schema-name';
import { flagSetting, typeSetting } from './settings';

export const pgBackend = z.strictObject({
  type: typeSetting('pg', 'A PostgreSQL database.'),
  connStr: text({
    description:
      'URL of the database, without a password: that is PGPASSWORD in the environment. Default: PG_CONN_STR or the PG… variables of the environment.',
    rules: connectionStringRules,
    pattern: connectionString,
    examples: ['postgres://db.example.org/nuclab'],
  }).optional(),
  schemaName: text({
    description: 'Schema of the table with the state. Default: nuclab_<name>, with _ for each dash.',
    rules: schemaNameRules,
    pattern: schemaName,
  }).optional(),
  skipSchemaCreation: flagSetting('Whether the schema already exists.').optional(),
  skipTableCreation: flagSetting('Whether the table already exists.').optional(),
  skipIndexCreation: flagSetting('Whether the index already exists.').optional(),
});
