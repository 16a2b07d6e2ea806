import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { advise } from '../../inventory/advice';
import { inventoryJsonSchema } from '../../inventory/json-schema';
import { loadInventory } from '../../inventory/load';

const folder = join(__dirname, '..', '..', 'examples');
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
const accepts = new Ajv().compile(inventoryJsonSchema());

test('there are examples', () => {
  expect(files).toEqual(
    expect.arrayContaining(['three-nucs.yaml', 'course-1.28.yaml', 'mirrors-offline.yaml']),
  );
});

describe.each(files)('examples/%s', (file) => {
  const path = join(folder, file);

  test('loads without a problem or a warning', () => {
    expect(advise(loadInventory(path))).toEqual([]);
  });

  test('is accepted by the JSON Schema that editors use', () => {
    const isAccepted = accepts(parse(readFileSync(path, 'utf8')));
    expect(accepts.errors ?? []).toEqual([]);
    expect(isAccepted).toBe(true);
  });

  test('begins with the line by which editors find the schema', () => {
    expect(readFileSync(path, 'utf8').split('\n')[0]).toBe(
      '# yaml-language-server: $schema=../inventory/lab.schema.json',
    );
  });
});

test('the course runs 1.28.1 with pods on its control plane', () => {
  const { kubernetes } = loadInventory(join(folder, 'course-1.28.yaml'));
  expect(kubernetes).toMatchObject({
    version: '1.28.1',
    schedulableControlPlane: true,
    controlPlane: ['nuc1'],
  });
});
