import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  backendLab,
  killedApply,
  relocated,
  seen,
  typed,
  waitsFor,
  type BackendLab,
} from './support/backend-lab';
import { startPostgreSql, type PostgreSql } from './support/postgresql';

const passwords = { anna: 'anna-xyzzy-4711', bert: 'bert-plugh-0815' };
const anna = { PGUSER: 'anna', PGPASSWORD: passwords.anna };
const bert = { PGUSER: 'bert', PGPASSWORD: passwords.bert };
const page = readFileSync(resolve(__dirname, '..', '..', 'docs', 'backends.md'), 'utf8');

let server: PostgreSql;
const labs: BackendLab[] = [];

/** The SQL that docs/backends.md gives to the database's admin. */
function documentedSql(heading: string): string {
  const sql = new RegExp(`### ${heading}\\n[^]*?\`\`\`sql\\n([^]*?)\`\`\``).exec(page)?.[1];
  if (sql === undefined) throw new Error(`docs/backends.md has no SQL below ${heading}`);
  return sql;
}

beforeAll(async () => {
  server = await startPostgreSql();
  const statements = documentedSql('A database for the state').replaceAll("'…'", () => `'${passwords.anna}'`);
  for (const statement of statements.split(';\n').filter((each) => each.trim() !== '')) server.sql(statement);
  server.sql(`alter role bert password '${passwords.bert}'`);
});
afterAll(async () => {
  labs.forEach((lab) => lab.remove());
  await server?.stop();
});

const connStr = (): string => `postgres://127.0.0.1:${server.port}/nuclab?sslmode=disable`;
const written = (): string => `{ type: pg, connStr: '${connStr()}' }`;
const labOf = (backend: string, name?: string): BackendLab => {
  const lab = backendLab(backend, name);
  labs.push(lab);
  return lab;
};
const schemas = (): string[] =>
  server
    .sql("select nspname from pg_namespace where nspname like 'nuclab%' order by 1", 'nuclab')
    .split('\n');
const state = (schema: string): string => server.sql(`select data from ${schema}.states`, 'nuclab');
const planOf = (lab: BackendLab, env: NodeJS.ProcessEnv): Promise<{ changes: boolean }> =>
  lab.terraform(env).plan({ out: join(lab.folder, 'checked.plan') });

test('the state is in PostgreSQL, and on disk there is neither a state nor a password', async () => {
  const lab = labOf(written());
  expect(lab.block).toEqual({ backend: { pg: { conn_str: connStr(), schema_name: 'nuclab_physics' } } });
  lab.write({ nuc01_base: { input: 'planned' } });
  await lab.apply(anna);
  expect(await planOf(lab, bert)).toEqual({ changes: false });

  const { resources } = JSON.parse(state('nuclab_physics')) as {
    resources: { type: string; name: string; instances: { attributes: { id: string } }[] }[];
  };
  expect(resources).toMatchObject([{ type: 'terraform_data', name: 'nuc01_base' }]);
  const files = lab.files().filter(({ path }) => !path.endsWith('checked.plan'));
  expect(files.some(({ text }) => text.includes('planned'))).toBe(true);
  expect(files.filter(({ text }) => text.includes(resources[0]!.instances[0]!.attributes.id))).toEqual([]);
  // Terraform's own note of which backend it is, and nothing else of that name.
  const states = files.map(({ path }) => path).filter((path) => path.endsWith('.tfstate'));
  expect(states).toEqual([join(lab.stackDirectory, '.terraform', 'terraform.tfstate')]);
  for (const password of Object.values(passwords)) {
    expect(lab.files().filter(({ text }) => text.includes(password))).toEqual([]);
    expect(state('nuclab_physics')).not.toContain(password);
  }
});

test('a whole connection string with its password may stand in PG_CONN_STR, and is written nowhere', async () => {
  const lab = labOf('{ type: pg }', 'biology');
  expect(lab.block).toEqual({ backend: { pg: { schema_name: 'nuclab_biology' } } });
  lab.write({ nuc01_base: { input: 'planned' } });
  const secret = connStr().replace('://', `://anna:${passwords.anna}@`);
  await lab.apply({ PG_CONN_STR: secret });
  expect(JSON.parse(state('nuclab_biology'))).toMatchObject({ resources: [{ name: 'nuc01_base' }] });
  expect(lab.files().filter(({ text }) => text.includes(passwords.anna))).toEqual([]);
  expect(state('nuclab_biology')).not.toContain(passwords.anna);
});

test('the password may stand in ~/.pgpass', async () => {
  const lab = labOf(written());
  lab.write({ nuc01_base: { input: 'planned' } });
  const line = /^db\.example\.org:5432:nuclab:anna:…$/m.exec(page)?.[0] ?? '';
  const own = line.replace('db.example.org:5432', `127.0.0.1:${server.port}`).replace('…', passwords.anna);
  const home = join(lab.folder, 'home');
  mkdirSync(home);
  writeFileSync(join(home, '.pgpass'), `${own}\n`, { mode: 0o600 });
  expect(await planOf(lab, { HOME: home, PGUSER: 'anna', PGPASSWORD: undefined })).toEqual({
    changes: false,
  });
});

test('labs that share a database keep apart', async () => {
  const lab = labOf(written(), 'course-1');
  lab.write({ nuc01_base: {} });
  expect(await planOf(lab, anna)).toEqual({ changes: true });
  expect(schemas()).toEqual(['nuclab_biology', 'nuclab_course_1', 'nuclab_physics']);
});

test('while one admin applies, another is refused, can see who it is, and gets on afterwards', async () => {
  const [first, second] = [labOf(written(), 'locked'), labOf(written(), 'locked')];
  const go = join(first.folder, 'go');
  for (const lab of [first, second]) lab.write({ nuc01_base: waitsFor(go) });
  const applied = first.apply(anna);
  await seen(`${go}.waits`);

  await expect(planOf(second, bert)).rejects.toMatchObject({
    message:
      'the state is locked by another run; its backend does not say whose; fix: wait until it has finished, then run it again',
    exitCode: 10,
  });
  const holders = server.sql(documentedSql('Who holds the lock'), 'nuclab').split('\n');
  expect(holders).toHaveLength(1);
  expect(holders[0]).toMatch(/^anna\|127\.0\.0\.1\|\d{4}-\d\d-\d\d /);

  writeFileSync(go, '');
  await applied;
  expect(await planOf(second, bert)).toEqual({ changes: false });
});

test('a Terraform that is killed leaves no lock', async () => {
  const lab = labOf(written(), 'killed');
  const go = join(lab.folder, 'go');
  lab.write({ nuc01_base: waitsFor(go) });
  await lab.terraform(anna).init();
  await killedApply(lab, anna, async () => {
    await seen(`${go}.waits`);
    await expect(planOf(lab, bert)).rejects.toMatchObject({ exitCode: 10 });
  });
  expect(await planOf(lab, bert)).toEqual({ changes: true });
});

test('a lab moves from its local file to PostgreSQL as the docs say', async () => {
  const local = labOf('{ type: local }', 'moved');
  local.write({ nuc01_base: { input: 'kept' } });
  await local.apply();
  expect(existsSync(join(local.folder, 'terraform.moved.tfstate'))).toBe(true);

  const lab = relocated(local.folder, written(), 'moved');
  lab.write({ nuc01_base: { input: 'kept' } });
  await expect(planOf(lab, anna)).rejects.toMatchObject({
    what: 'the state is kept in a different place than the inventory now names',
  });
  expect(page).toContain('terraform -chdir=cdktf.out/stacks/<lab> init -migrate-state');
  expect(await typed(lab, ['init', '-migrate-state'], anna, 'yes\n')).toBe(0);
  expect(await planOf(lab, anna)).toEqual({ changes: false });
  expect(JSON.parse(state('nuclab_moved'))).toMatchObject({ resources: [{ name: 'nuc01_base' }] });
});

test('a state file is pushed from a computer that knows nothing of the old place', async () => {
  const local = labOf('{ type: local }', 'pushed');
  local.write({ nuc01_base: { input: 'kept' } });
  await local.apply();

  const lab = labOf(written(), 'pushed');
  lab.write({ nuc01_base: { input: 'kept' } });
  copyFileSync(join(local.folder, 'terraform.pushed.tfstate'), join(lab.folder, 'terraform.pushed.tfstate'));
  expect(page).toContain('terraform state push ../../../terraform.<lab>.tfstate');
  expect(await typed(lab, ['init'], anna)).toBe(0);
  expect(await typed(lab, ['state', 'push', '../../../terraform.pushed.tfstate'], anna)).toBe(0);
  expect(await planOf(lab, anna)).toEqual({ changes: false });
});
