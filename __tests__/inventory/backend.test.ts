import { InventoryError } from '../../inventory/inventory-error';
import { parseInventory } from '../../inventory/parse';
import { backendSchema, backendTypes } from '../../inventory/schema/backend/backend-schema';
import { backendSecrets } from '../../inventory/schema/backend/secrets';
import { otherBackends } from '../../inventory/schema/backend/other-backends';
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
    ['{ type: gcs, settings: { bucket: abc } }', { settings: { bucket: 'abc', prefix: 'course-1' } }],
    [
      '{ type: azurerm, settings: { storage_account_name: abc, container_name: def } }',
      { settings: { storage_account_name: 'abc', container_name: 'def', key: 'course-1.tfstate' } },
    ],
    ['{ type: consul }', { settings: { path: 'nuclab/course-1' } }],
    ['{ type: kubernetes }', { settings: { secret_suffix: 'course-1-nuclab' } }],
    ['{ type: cos, settings: { bucket: abc } }', { settings: { bucket: 'abc', prefix: 'course-1' } }],
    [
      '{ type: oss, settings: { bucket: abc, tablestore_table: locks } }',
      { settings: { bucket: 'abc', prefix: 'course-1', tablestore_table: 'locks' } },
    ],
    [
      '{ type: remote, settings: { organization: school } }',
      { settings: { organization: 'school', workspaces: { name: 'course-1' } } },
    ],
    [
      '{ type: cloud, settings: { organization: school, workspaces: { project: labs } } }',
      { settings: { organization: 'school', workspaces: { name: 'course-1', project: 'labs' } } },
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
    expect(backendOf('{ type: gcs, settings: { bucket: abc, prefix: states } }')).toEqual({
      type: 'gcs',
      settings: { bucket: 'abc', prefix: 'states' },
    });
  });

  test('other types take scalars, lists and maps as they are written', () => {
    const written = { path: 'x', gzip: true, port: 8501, list: ['a', { b: 1, Inner: 'as it is' }] };
    expect(backendOf(`{ type: consul, settings: ${JSON.stringify(written)} }`)).toEqual({
      type: 'consul',
      settings: written,
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
    expect(message).toContain('backend.connStr (not shown) contains a password');
    expect(message).toContain('set PGPASSWORD in the environment');
    expect(message).not.toMatch(/hun|er2/);
  });
});

describe('credentials', () => {
  const all = (backendTypes as BackendType[]).flatMap((type) =>
    Object.entries(backendSecrets(type)).map(([key, instead]) => [type, key, instead] as const),
  );
  const spellings = (key: string): string[] => {
    const snake = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const camel = key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return [...new Set([key, snake, camel])];
  };

  test.each(all)('%s: %s is refused, with what to do instead', (type, key, instead) => {
    for (const spelling of spellings(key)) {
      const message = refusal(`{ type: ${type}, ${spelling}: xyzzy-4711 }`);
      expect(message).toContain(
        `backend.${spelling} holds a credential, and credentials do not belong in an inventory; fix: remove it, ${instead}, and replace`,
      );
      expect(message).not.toContain('xyzzy');
    }
  });

  const passedOn = Object.entries(otherBackends).flatMap(([type, { secrets }]) =>
    Object.entries(secrets).map(([key, instead]) => [type, key, instead] as const),
  );

  test.each(passedOn)('%s: settings.%s is refused too, wherever it stands', (type, key, instead) => {
    for (const spelling of spellings(key)) {
      for (const [written, path] of [
        [`{ ${spelling}: xyzzy-4711 }`, spelling],
        [`{ block: { ${spelling}: xyzzy-4711 } }`, `block.${spelling}`],
        [`{ blocks: [{ ${spelling}: [xyzzy-4711] }] }`, `blocks[0].${spelling}`],
      ] as const) {
        const message = refusal(`{ type: ${type}, settings: ${written} }`);
        expect(message).toContain(
          `backend.settings.${path} holds a credential, and credentials do not belong in an inventory; fix: remove it, ${instead}, and replace`,
        );
        expect(message).not.toContain('xyzzy');
      }
    }
  });

  test.each(
    Object.keys(otherBackends).flatMap((type) =>
      ['password', 'passphrase', 'apiKey', 'private_key', 'session_token', 'SECRET', 'credentials_json'].map(
        (key) => [type, key] as const,
      ),
    ),
  )('%s: what no table names and is called %s is refused as well', (type, key) => {
    const message = refusal(`{ type: ${type}, settings: { ${key}: xyzzy-4711 } }`);
    expect(message).toMatch(
      /(looks like|holds) a credential, and credentials do not belong in an inventory; fix: remove it, /,
    );
    expect(message).not.toContain('xyzzy');
  });

  test.each([
    'https://anna:hunter2@state.example.org',
    'https://state.example.org/?sig=hunter2',
    'AKIAIOSFODNN7HUNTER2',
    'ya29.hunter2',
    'DefaultEndpointsProtocol=https;AccountKey=hunter2',
    '-----BEGIN hunter2',
    'hunter2hunter2.atlasv1.hunter2',
    'eyJhbGciOiJIUzI1NiJ9.eyJodW50ZXIyIjoxfQ',
  ])('a value that looks like one is refused and never shown: %s', (value) => {
    const message = refusal(`{ type: gcs, settings: { bucket: ${JSON.stringify(value)} } }`);
    expect(message).toContain('backend.settings.bucket (not shown) looks like a key or a password');
    expect(message).not.toMatch(/hunter2|HUNTER2|eyJ/);
  });

  test('what is only about a credential is taken', () => {
    const settings = {
      kms_encryption_key: 'projects/lab/key',
      oidc_token_file_path: 'token',
      shared_credentials_file: 'credentials',
      oidc_request_url: 'https://token.example.org',
      use_access_key: true,
    };
    expect(backendOf(`{ type: azurerm, settings: ${JSON.stringify(settings)} }`)).toMatchObject({ settings });
    expect(backendOf('{ type: gcs, settings: { credentials: key.json } }')).toMatchObject({
      settings: { credentials: 'key.json' },
    });
  });

  test.each(
    backendSchema.options.map(({ shape }) => [shape.type.def.values[0] as BackendType, shape] as const),
  )('no setting of %s is one', (type, shape) => {
    const secrets = Object.keys(backendSecrets(type));
    expect(Object.keys(shape).filter((key) => secrets.includes(key))).toEqual([]);
    const suspicious = /password|secret|token(?!File)|access.?key|private/i;
    expect(Object.keys(shape).filter((key) => suspicious.test(key))).toEqual([]);
  });
});

test('settings that name files are settings', () => {
  for (const { shape } of backendSchema.options) {
    const [type] = shape.type.def.values as [BackendType];
    if (Object.hasOwn(otherBackends, type)) continue;
    const settings = JSON.stringify(Object.keys(shape)) + JSON.stringify(nested(shape));
    expect(backendFiles(type).filter((name) => !settings.includes(`"${name}"`))).toEqual([]);
  }
});

/** Keys of maps within the settings. */
function nested(shape: object): string[] {
  return Object.values(shape).flatMap((schema: unknown) => {
    const inner = (schema as { unwrap?: () => { shape?: object } }).unwrap?.();
    return Object.keys(inner?.shape ?? {});
  });
}
