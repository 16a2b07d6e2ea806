import { inventoryJsonSchemaText } from '../../inventory/json-schema';
import { runNuclab } from './run-nuclab';

test('the schema is printed on standard output and nothing else is', async () => {
  expect(await runNuclab('schema')).toEqual({ exitCode: 0, stdout: inventoryJsonSchemaText(), stderr: '' });
});
