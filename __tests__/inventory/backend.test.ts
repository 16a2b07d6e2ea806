import { InventoryError } from '../../inventory/inventory-error';
import { parseInventory } from '../../inventory/parse';
import { backendSchema } from '../../inventory/schema/backend/backend-schema';
import { backendSecrets } from '../../inventory/schema/backend/secrets';
import { backendFiles } from '../../inventory/backend-files';
import type { Backend, BackendType } from '../../inventory/types';

const hosts = 'hosts: { nuc01: 192.168.0.11 }\n';
const backendOf = (written: string, name = 'course-1'): Backend =>
  parseInventory(`name: ${name}\n${hosts}backend: ${written}\n`, 'lab.yaml').backend;

function refusal(written: string): string {
  try {
    backendOf(written);
  } catch (error) {
    if (error instanceof InventoryError) return error.message;
    throw error;
  }
  throw new Error('the backend is accepted');
}

describe('defaults keep labs apart and make Terraform lock', () => {
  test.each<[string, object]>([
    ['{ type: local }', { path: 'terraform.course-1.tfstate' }],
    ['{ type: pg }', { schemaName: 'nuclab_course_1' }],
    [
      '{ type: http, address: "https://a.example/s", lockAddress: "https://a.example/l" }',
      {
        address: 'https://a.example/s',
        lockAddress: 'https://a.example/l',
        unlockAddress: 'https://a.example/l',
      },
    ],
    ['{ type: s3, bucket: abc }', { bucket: 'abc', key: 'course-1/terraform.tfstate', useLockfile: true }],
    [
      '{ type: s3, bucket: abc, dynamodbTable: locks }',
      { bucket: 'abc', key: 'course-1/terraform.tfstate', dynamodbTable: 'locks' },
    ],
    ['{ type: gcs, bucket: abc }', { bucket: 'abc', prefix: 'course-1' }],
    [
      '{ type: azurerm, storageAccountName: abc, containerName: def }',
      { storageAccountName: 'abc', containerName: 'def', key: 'course-1.tfstate' },
    ],
    ['{ type: consul }', { path: 'nuclab/course-1' }],
    ['{ type: kubernetes }', { secretSuffix: 'course-1-nuclab' }],
    ['{ type: cos, bucket: abc }', { bucket: 'abc', prefix: 'course-1' }],
    [
      '{ type: oss, bucket: abc, tablestoreTable: locks }',
      { bucket: 'abc', prefix: 'course-1', tablestoreTable: 'locks' },
    ],
    ['{ type: remote, organization: school }', { organization: 'school', workspaces: { name: 'course-1' } }],
    [
      '{ type: cloud, organization: school, workspaces: { project: labs } }',
      { organization: 'school', workspaces: { name: 'course-1', project: 'labs' } },
    ],
  ])('%s', (written, settings) => {
    const { type, ...others } = backendOf(written);
    expect(written).toContain(`type: ${type}`);
    expect(others).toEqual(settings);
  });

  test('what is written wins', () => {
    expect(backendOf('{ type: pg, schemaName: states }')).toEqual({ type: 'pg', schemaName: 'states' });
    expect(backendOf('{ type: local, path: ../lab.tfstate }')['path']).toBe('../lab.tfstate');
    expect(backendOf('{ type: s3, bucket: abc, dynamodbTable: t, useLockfile: true }')).toMatchObject({
      useLockfile: true,
    });
  });

  test('a section with nothing but comments below it is a local file', () => {
    const { backend } = parseInventory(`backend:\n  # type: pg\n${hosts}`, 'lab.yaml');
    expect(backend).toEqual({ type: 'local', path: 'terraform.lab.tfstate' });
  });
});

describe('connection strings', () => {
  test.each([
    'postgres://db.example.org/nuclab',
    'postgresql://anna@db.example.org:5433/nuclab?sslmode=verify-full&connect_timeout=5',
    'postgres:///nuclab?host=/run/postgresql',
    'postgres://10.0.0.5/nuclab?user=anna',
  ])('%s is taken', (connStr) => {
    expect(backendOf(`{ type: pg, connStr: '${connStr}' }`)['connStr']).toBe(connStr);
  });

  test.each([
    'postgres://anna:hunter2@db/nuclab',
    'postgres://anna:hun/ter2@db/nuclab',
    'postgres://anna:hun?ter2@db/nuclab',
    'postgres://anna:hunt@er2@db/nuclab',
    'postgres://db/nuclab?password=hunter2',
    'postgres://db/nuclab?user=anna&sslpassword=hunter2',
    "host=db user=anna password='hunter2'",
    'jdbc:postgresql://anna:hunter2@db/nuclab',
  ])('%s is refused and never shown', (connStr) => {
    const message = refusal(`{ type: pg, connStr: "${connStr}" }`);
    expect(message).toContain('backend.connStr (not shown) has a password in it');
    expect(message).toContain('set PGPASSWORD in the environment');
    expect(message).not.toMatch(/hun|er2/);
  });
});

describe('credentials', () => {
  const all = Object.entries(backendSecrets).flatMap(([type, secrets]) =>
    Object.entries(secrets).map(([key, instead]) => [type, key, instead] as const),
  );

  test.each(all)('%s: %s is refused, with what to do instead', (type, key, instead) => {
    const snake = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    for (const spelling of new Set([key, snake])) {
      const message = refusal(`{ type: ${type}, ${spelling}: xyzzy-4711 }`);
      expect(message).toContain(
        `backend.${spelling} would hold a credential, and an inventory holds none; fix: remove it, ${instead}, and replace`,
      );
      expect(message).not.toContain('xyzzy');
    }
  });

  test.each(backendSchema.options.map(({ shape }) => [shape.type.value, shape] as const))(
    'no setting of %s is one',
    (type, shape) => {
      const secrets = Object.keys(backendSecrets[type]);
      expect(Object.keys(shape).filter((key) => secrets.includes(key))).toEqual([]);
      const suspicious = /password|secret(?!Suffix)|token(?!File)|access.?key|private/i;
      expect(Object.keys(shape).filter((key) => suspicious.test(key))).toEqual([]);
    },
  );
});

test('settings that name files are settings', () => {
  for (const { shape } of backendSchema.options) {
    const type: BackendType = shape.type.value;
    const settings = JSON.stringify(Object.keys(shape)) + JSON.stringify(nested(shape));
    expect(backendFiles[type].filter((name) => !settings.includes(`"${name}"`))).toEqual([]);
  }
});

/** Keys of maps within the settings. */
function nested(shape: object): string[] {
  return Object.values(shape).flatMap((schema: unknown) => {
    const inner = (schema as { unwrap?: () => { shape?: object } }).unwrap?.();
    return Object.keys(inner?.shape ?? {});
  });
}
