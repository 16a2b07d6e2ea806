import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { inventoryJsonSchema, inventoryJsonSchemaText } from '../../inventory/json-schema';
import { backendSchema } from '../../inventory/schema/backend/backend-schema';
import { isOtherBackend, otherBackends } from '../../inventory/schema/backend/other-backends';
import { inventorySchema } from '../../inventory/schema/inventory-schema';
import { allKeyPaths } from '../../inventory/schema/walk';

const root = join(__dirname, '..', '..');
const accepts = new Ajv().compile(inventoryJsonSchema());

test('the committed schema is the one of the code (npm run schema)', () => {
  expect(readFileSync(join(root, 'inventory', 'lab.schema.json'), 'utf8')).toBe(inventoryJsonSchemaText());
});

test('is draft-07 and refuses unknown keys at every map', () => {
  expect(inventoryJsonSchema().$schema).toBe('http://json-schema.org/draft-07/schema#');
  const hosts = { nuc01: '10.0.0.1' };
  expect(accepts({ hosts })).toBe(true);
  expect(accepts({ hosts, colour: 'blue' })).toBe(false);
  expect(accepts({ hosts: { nuc01: { address: '10.0.0.1', colour: 'blue' } } })).toBe(false);
  expect(accepts({ hosts, kubernetes: { network: { colour: 'blue' } } })).toBe(false);
});

test.each([
  [{ hosts: { NUC01: '10.0.0.1' } }],
  [{ hosts: { nuc01: '10.0.0.256' } }],
  [{ hosts: { nuc01: '10.0.0.1' }, ssh: { port: '22' } }],
  [{ hosts: { nuc01: '10.0.0.1' }, ssh: { sudo: 'yes' } }],
  [{ hosts: { nuc01: '10.0.0.1' }, kubernetes: { version: '1.34' } }],
  [{ hosts: { nuc01: '10.0.0.1' }, kubernetes: { registryMirrors: { 'docker.io': ['10.0.0.5'] } } }],
  [{ hosts: { nuc01: { address: '10.0.0.1', taints: ['a=b:Never'] } } }],
  [{}],
])('an editor marks %j', (inventory) => {
  expect(accepts(inventory)).toBe(false);
});

test('every key is described, so that editors can say what it means', () => {
  const undescribed: string[] = [];
  const visit = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    const {
      properties = {},
      anyOf = [],
      items,
      additionalProperties,
    } = schema as {
      properties?: Record<string, { description?: string }>;
      anyOf?: unknown[];
      items?: unknown;
      additionalProperties?: unknown;
    };
    for (const [key, value] of Object.entries(properties)) {
      if (value.description === undefined) undescribed.push(`${path}.${key}`);
      visit(value, `${path}.${key}`);
    }
    [...anyOf, items, additionalProperties].forEach((inner) => visit(inner, path));
  };
  visit(inventoryJsonSchema(), '');
  expect(undescribed).toEqual([]);
});

test('docs/inventory.md has a heading or a row for every key but the settings of backends', () => {
  const page = readFileSync(join(root, 'docs', 'inventory.md'), 'utf8');
  const keys = allKeyPaths(inventorySchema).filter((path) => !/^backend\.(?!type$)/.test(path));
  const missing = keys.filter(
    (path) =>
      !page.includes(`\`${path.replace('hosts.*', 'hosts.<name>').replace('taints.*', 'taints[]')}\``),
  );
  expect(missing).toEqual([]);
});

const backends = readFileSync(join(root, 'docs', 'backends.md'), 'utf8');

test.each(
  backendSchema.options
    .map((option) => [option.shape.type.def.values[0] as string, option] as const)
    .filter(([type]) => !isOtherBackend(type)),
)('docs/backends.md has a row for every setting of %s, and for no other', (type, option) => {
  const section = new RegExp(`^## \`${type}\`\\n[^]*?(?=^## |(?![^]))`, 'm').exec(backends)?.[0] ?? '';
  const rows = [...section.matchAll(/^\| `([A-Za-z0-9.]+)`/gm)].map(([, name]) => name);
  expect(['type', ...rows]).toEqual(allKeyPaths(option));
});

test.each(Object.entries(otherBackends))(
  'docs/backends.md says of %s what is filled in and which files are relative to lab.yaml',
  (type, { byDefault, files }) => {
    const row = new RegExp(`^\\| \`${type}\` .*`, 'gm');
    const rows = (backends.match(row) ?? []).join('\n');
    for (const name of [...Object.keys(byDefault('lab')), ...files]) expect(rows).toContain(name);
  },
);
