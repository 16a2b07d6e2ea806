import { readdirSync } from 'node:fs';
import { startPostgreSql, type PostgreSql } from '../engines/support/postgresql';
import { eventually, startClusterLab, succeeded, type ClusterLab } from './support/cluster-lab';
import { plan } from './support/plans';

const databasePassword = 'canary-database-55ab';
let cluster: ClusterLab;
let database: PostgreSql;

beforeAll(async () => {
  database = await startPostgreSql();
  database.sql(`create role teacher login password '${databasePassword}'`);
  database.sql('create database states owner teacher');
  cluster = await startClusterLab({
    suffix: 'f',
    suite: 'trixie',
    count: 2,
    kubernetesVersion: '1.34.4',
    env: { PGUSER: 'teacher', PGPASSWORD: databasePassword },
    inventory: {
      backend: { type: 'pg', connStr: `postgres://127.0.0.1:${database.port}/states?sslmode=disable` },
    },
  });
}, 2_400_000);

afterAll(async () => {
  await cluster.end();
  await database.stop();
}, 120_000);

describe('a plan that is reviewed and then applied', () => {
  test('says that it is a first install, and makes the cluster; the state is in the database alone', async () => {
    const { workspace } = cluster;
    const { code, report } = await plan(workspace);
    expect([code, report.verdict.counts.stepsToRun, report.effects]).toEqual([2, 11, []]);
    const applied = succeeded(await workspace.nuclab(['apply', '--yes']));
    expect(applied.output).toMatch(/nuc02 +│ worker +│ done/);
    expect(database.sql('select count(*) from nuclab_test.states', 'states')).toBe('1');
    expect(readdirSync(workspace.directory).filter((name) => name.includes('tfstate'))).toEqual([]);
    await eventually(40, async () => expect((await plan(workspace)).code).toBe(0));
  });
});
