import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { powerOff, powerOn } from '../../virtual-lab/virtual-lab';
import { Workspace } from '../../virtual-lab/workspace';
import { startPostgreSql, type PostgreSql } from '../engines/support/postgresql';
import { asRoot, eventually, succeeded, type ClusterLab } from './support/cluster-lab';
import { startDeployedLab } from './support/deployed-lab';
import { plan, rowsOf } from './support/plans';
import { filesInZip } from './support/zip-file';

const databasePassword = 'canary-database-55ab';
const token = 'canary.0123456789abcdef';
let cluster: ClusterLab;
let database: PostgreSql;
const folders: string[] = [];

beforeAll(async () => {
  database = await startPostgreSql();
  database.sql(`create role teacher login password '${databasePassword}'`);
  database.sql('create database states owner teacher');
  cluster = await startDeployedLab('p');
  const { directory, outdir } = cluster.workspace;
  rmSync(join(directory, 'terraform.test.tfstate'));
  rmSync(outdir, { recursive: true });
  const workspace = new Workspace({
    directory,
    lab: cluster.lab,
    name: 'test',
    kubernetesVersion: '1.34.4',
    env: { PGUSER: 'teacher', PGPASSWORD: databasePassword },
    inventory: {
      backend: { type: 'pg', connStr: `postgres://127.0.0.1:${database.port}/states?sslmode=disable` },
    },
  });
  workspace.writeInventory();
  cluster = { ...cluster, workspace };
}, 2_400_000);

afterAll(async () => {
  await cluster.end();
  await database.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}, 120_000);

/** Another admin: the same hosts, another folder, a state of their own that knows nothing yet. */
async function colleague(): Promise<Workspace> {
  const directory = mkdtempSync(join(tmpdir(), 'nuclab-test-'));
  folders.push(directory);
  const { lab } = cluster;
  const workspace = new Workspace({ directory, lab, name: 'test', kubernetesVersion: '1.34.4' });
  workspace.writeInventory();
  succeeded(await workspace.nuclab(['trust', '--yes']));
  // Synthesises, and prepares the folder for Terraform.
  await plan(workspace);
  return workspace;
}

const apply = ['apply', '-auto-approve', '-input=false'];
const unhold = (host: string): Promise<unknown> => asRoot(cluster.workspace, host, 'apt-mark unhold kubelet');

describe('a plan that is reviewed and then applied', () => {
  test('is empty of work for a lab whose state is new, and the state is in the database alone', async () => {
    const { workspace } = cluster;
    const { report } = await plan(workspace);
    expect([report.verdict.counts.stepsToRun, report.effects]).toEqual([0, []]);
    succeeded(await workspace.nuclab(['apply', '--yes']));
    expect(database.sql('select count(*) from nuclab_test.states', 'states')).toBe('1');
    expect(readdirSync(workspace.directory).filter((name) => name.includes('tfstate'))).toEqual([]);
    await eventually(40, async () => expect((await plan(workspace)).code).toBe(0));
  });

  test('is refused when a host has changed since, and nothing is done', async () => {
    const { workspace } = cluster;
    await unhold('nuc01');
    await plan(workspace);
    await unhold('nuc02');
    const refused = await workspace.nuclab(['apply', '--yes']);
    expect(refused.code).toBe(2);
    expect(refused.output).toMatch(
      /the saved plan is stale, the hosts changed since it was made: nuc02\/kubernetes-packages: kubelet is not held/,
    );
    const held = await asRoot(workspace, 'nuc01', 'apt-mark showhold');
    expect(held.stdout).not.toContain('kubelet\n');
    const { report } = await plan(workspace);
    expect(report.steps.map((step) => `${step.host}/${step.phase}`)).toEqual([
      'nuc01/kubernetes-packages',
      'nuc02/kubernetes-packages',
    ]);
    succeeded(await workspace.nuclab(['apply', '--yes']));
    expect((await plan(workspace)).code).toBe(0);
  });

  test('shows a host that is off as unreachable, plans the others, and rebuilds nothing', async () => {
    const { workspace, lab } = cluster;
    await powerOff(lab, 'nuc02');
    await unhold('nuc01');
    const { code, report } = await plan(workspace);
    expect(code).toBe(3);
    expect(report.notices).toMatchObject([{ kind: 'unreachable', host: 'nuc02' }]);
    expect(report.steps.map((step) => `${step.host}/${step.phase}`)).toEqual(['nuc01/kubernetes-packages']);
    const text = succeeded(await workspace.nuclab(['status', '--json']).then(ignoreCode)).stdout;
    expect(JSON.parse(text)).toMatchObject({ ok: false });
    succeeded(await workspace.nuclab(['apply', '--yes']));
    await powerOn(lab, 'nuc02');
    await eventually(90, async () => expect(rowsOf((await plan(workspace)).report)).toEqual([]));
    await eventually(30, async () => expect((await workspace.nuclab(['status'])).code).toBe(0));
  });
});

describe('two admins with a state each', () => {
  test('at the same time: one works, the other learns who is deploying and since when', async () => {
    const admins = [await colleague(), await colleague()];
    const results = await Promise.all(admins.map((admin) => admin.terraform(apply)));
    const refused = results.filter(({ code }) => code !== 0);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.output).toMatch(/\(pid \d+\) deploys \S+ since \d\d:\d\d:\d\d UTC on nuc0[123]/);
    for (const admin of admins) succeeded(await admin.terraform(apply));
  });

  test('one of them killed in the middle leaves no lock to remove by hand', async () => {
    const [killed, next] = [await colleague(), await colleague()];
    await killedInTheMiddle(killed);
    await eventually(60, async () => void succeeded(await next.terraform(apply)));
    expect((await plan(next)).code).toBe(0);
  });
});

describe('secrets', () => {
  test('planted on a host or given to nuclab are in no plan, report, facts, state or log', async () => {
    const { workspace } = cluster;
    const key = '-----BEGIN OPENSSH PRIVATE KEY-----';
    await asRoot(
      workspace,
      'nuc02',
      `sed -i 's/"reason":"/"reason":"${token} ${key} /' /var/lib/nuclab/markers/base.json
       apt-mark unhold kubelet; printf '/swap-${token} none swap sw 0 0\\n' >>/etc/fstab`,
    );
    const outputs = [
      await workspace.nuclab(['facts']),
      await workspace.nuclab(['plan']),
      await workspace.nuclab(['plan', '--markdown']),
      await workspace.nuclab(['plan', '--json']),
      await workspace.nuclab(['status']),
      await workspace.nuclab(['status', '--json']),
    ].map(({ output }) => output);
    const saved = join(workspace.directory, '.nuclab', 'plan');
    const texts = readdirSync(saved).map((name) => readFileSync(join(saved, name)));
    const inPlan = filesInZip(readFileSync(join(saved, 'terraform.plan')));
    expect(inPlan.map(({ name }) => name)).toContain('tfplan');
    const shown = succeeded(
      await workspace.terraform(['show', '-json', join(saved, 'terraform.plan')]),
    ).stdout;
    const applied = succeeded(await workspace.nuclab(['apply', '--yes'])).output;
    const logs = logFiles(workspace).map((file) => readFileSync(file));
    const state = database.sql('select data from nuclab_test.states', 'states');
    const everything = [
      ...outputs,
      ...texts,
      ...inPlan.map(({ bytes }) => bytes),
      shown,
      applied,
      ...logs,
      state,
    ];
    for (const secret of [databasePassword, token, 'PRIVATE KEY']) {
      expect(everything.filter((text) => text.includes(secret))).toEqual([]);
    }
    expect(outputs[1]).toContain('kubelet is not held');
  });
});

function logFiles({ directory }: Workspace): string[] {
  const logs = join(directory, 'logs');
  if (!existsSync(logs)) return [];
  return execFileSync('find', [logs, '-type', 'f']).toString().trim().split('\n');
}

const ignoreCode = <R extends { readonly code: number }>(result: R): R => ({ ...result, code: 0 });

/** Ends a deploy and everything it started with SIGKILL, as soon as one of its steps is running. */
async function killedInTheMiddle(workspace: Workspace): Promise<void> {
  const deploy = spawn('terraform', apply, {
    cwd: workspace.stackDirectory,
    env: workspace.env,
    detached: true,
    stdio: 'ignore',
  });
  await eventually(60, () => {
    const logs = logFiles(workspace).filter((name) => name.endsWith('.log'));
    expect(logs.length).toBeGreaterThan(0);
    return Promise.resolve();
  });
  process.kill(-(deploy.pid ?? 0), 'SIGKILL');
}
