import { createRequire } from 'node:module';
import type { Command } from 'commander';

const load = createRequire(__filename);

/** `nuclab schema`: the JSON Schema of the inventory, for editors. */
export function register(program: Command): void {
  program
    .command('schema')
    .summary('print the JSON Schema of the inventory')
    .description(
      'Print the JSON Schema (draft-07) of the inventory, by which editors complete and check its keys.',
    )
    .action(() => {
      const { inventoryJsonSchemaText } = load(
        '../inventory/json-schema',
      ) as typeof import('../inventory/json-schema');
      process.stdout.write(inventoryJsonSchemaText());
    });
}
