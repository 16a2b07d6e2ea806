import { z } from 'zod';
import { inventorySchema } from './schema/inventory-schema';

/** The inventory's keys as JSON Schema (draft-07), for editors; made from the schema that checks inventories. */
export function inventoryJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(inventorySchema, { target: 'draft-7', io: 'input' }) as Record<
    string,
    unknown
  >;
  const { $schema, ...others } = schema;
  return {
    $schema,
    title: 'nuclab inventory',
    description: 'The machines of a teaching lab and the cluster they become: see docs/inventory.md.',
    ...others,
  };
}

/** The same as text: the content of inventory/lab.schema.json. */
export function inventoryJsonSchemaText(): string {
  return `${JSON.stringify(inventoryJsonSchema(), null, 2)}\n`;
}
