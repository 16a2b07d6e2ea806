import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '../../support/free-port';
import { until } from '../../support/until';

/** A PostgreSQL server of its own, on a free port of 127.0.0.1, with passwords asked of everybody. */
export interface PostgreSql {
  readonly port: number;
  /** Runs SQL as the superuser. @returns rows as lines, columns with | between */
  sql(text: string, database?: string): string;
  stop(): Promise<void>;
}

interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

/** @throws Error that says what to install, when there is no PostgreSQL */
export async function startPostgreSql(): Promise<PostgreSql> {
  const programs = programDirectory();
  const account = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'nuclab-pg-'));
  const password = join(folder, 'password');
  writeFileSync(password, 'superuser\n');
  if (account.uid !== undefined && account.gid !== undefined) {
    for (const path of [folder, password]) chownSync(path, account.uid, account.gid);
  }
  const data = join(folder, 'data');
  const options = { cwd: folder, ...account };
  run(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'super', '-A', 'scram-sha-256', `--pwfile=${password}`, '-N', '--no-locale'],
    options,
  );
  for (let tries = 0; tries < 5; tries += 1) {
    const server = await startedOn(await freePort(), { folder, data, programs, account });
    if (server !== undefined) return server;
  }
  throw new Error('PostgreSQL did not start on any of 5 free ports');
}

interface Installed {
  readonly folder: string;
  readonly data: string;
  readonly programs: string;
  readonly account: Account;
}

async function startedOn(
  port: number,
  { folder, data, programs, account }: Installed,
): Promise<PostgreSql | undefined> {
  const settings = [
    `port=${port}`,
    `unix_socket_directories=${folder}`,
    'listen_addresses=127.0.0.1',
    'fsync=off',
  ];
  const args = ['-D', data, ...settings.flatMap((each) => ['-c', each])];
  const server = spawn(join(programs, 'postgres'), args, { cwd: folder, ...account, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const sql = (text: string, database = 'postgres'): string =>
    run(join(programs, 'psql'), ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', text], {
      env: {
        PGHOST: '127.0.0.1',
        PGPORT: String(port),
        PGUSER: 'super',
        PGPASSWORD: 'superuser',
        PGDATABASE: database,
      },
    }).trim();
  const stop = async (): Promise<void> => {
    server.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    return (await answers(server, sql)) ? { port, sql, stop } : undefined;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where Debian has the newest server, else where PATH has one. */
function programDirectory(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const directories = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ];
  const found = directories.find(
    (each) => existsSync(join(each, 'initdb')) && existsSync(join(each, 'psql')),
  );
  if (found === undefined) {
    throw new Error(
      'PostgreSQL is not installed; fix: run npm test, which installs it, or apt-get install postgresql',
    );
  }
  return found;
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): Account {
  if (process.getuid?.() !== 0) return {};
  const name = ['postgres', 'nobody'].find((each) => spawnSync('id', [each]).status === 0) ?? 'nobody';
  return { uid: Number(run('id', ['-u', name])), gid: Number(run('id', ['-g', name])) };
}

function run(program: string, args: readonly string[], options: object = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: 60_000,
    ...options,
  });
  if (status !== 0)
    throw new Error(`${dirname(program)} ${program} ${args.join(' ')}: ${stderr}${error?.message ?? ''}`);
  return stdout;
}

/** Whether it answers; not so when somebody else took its port meanwhile, which ends it. */
async function answers(server: ChildProcess, sql: (text: string) => string): Promise<boolean> {
  let error: unknown;
  const isReady = (): boolean => {
    try {
      sql('select 1');
      return true;
    } catch (reason) {
      error = reason;
      return false;
    }
  };
  let ready = false;
  await until(
    () => (ready = isReady()) || server.exitCode !== null,
    'PostgreSQL to answer',
    () => String(error),
  );
  return ready;
}
