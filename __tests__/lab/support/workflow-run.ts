import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { runProgram } from '../../../terraform/run-program';
import { workflowSteps } from './workflow';

export interface JobOptions {
  /** The checkout, or the lab's folder. */
  readonly directory: string;
  /** Beside the job's own. */
  readonly env: NodeJS.ProcessEnv;
  readonly secrets?: Readonly<Record<string, string>>;
  /** What `npx nuclab` starts. @default - npx is npm's own */
  readonly nuclab?: readonly string[];
  /** Names of steps to leave out, e.g. because a condition of theirs does not hold. @default - `install nuclab` */
  readonly without?: readonly string[];
  /** Further programs, first on PATH: name to script. @default - none */
  readonly programs?: Readonly<Record<string, string>>;
}

export interface StepRun {
  readonly name: string;
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** One start of `gh`. */
export interface GhCall {
  readonly args: readonly string[];
  readonly token: string;
  readonly repository: string;
  /** Text of `--body-file`. */
  readonly body: string | null;
}

export interface JobRun {
  /** Up to the first that failed. */
  readonly steps: readonly StepRun[];
  readonly ok: boolean;
  /** What the run's page shows. */
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly gh: readonly GhCall[];
}

const gh = `#!/usr/bin/env node
const { appendFileSync, readFileSync } = require('node:fs');
const args = process.argv.slice(2);
const file = args[args.indexOf('--body-file') + 1];
const body = args.includes('--body-file') ? readFileSync(file, 'utf8') : null;
const { GH_TOKEN: token = '', GH_REPO: repository = '', GH_CALLS } = process.env;
appendFileSync(GH_CALLS, JSON.stringify({ args, token, repository, body }) + '\\n');
`;

/** Runs a job's commands one after the other as GitHub's runner does, with a `gh` that only keeps what it is asked. */
export async function runJob(job: string, options: JobOptions): Promise<JobRun> {
  const runner = mkdtempSync(join(tmpdir(), 'nuclab-runner-'));
  const at = (name: string): string => join(runner, name);
  const text = (name: string): string => (existsSync(at(name)) ? readFileSync(at(name), 'utf8') : '');
  try {
    const steps = await runSteps(job, options, runner);
    const lines = (name: string): string[] =>
      text(name)
        .split('\n')
        .filter((line) => line !== '');
    return {
      steps,
      ok: steps.every(({ exitCode }) => exitCode === 0),
      summary: text('summary'),
      outputs: Object.fromEntries(lines('output').map((line) => line.split(/=(.*)/s).slice(0, 2))),
      gh: lines('gh-calls').map((line) => JSON.parse(line) as GhCall),
    };
  } finally {
    rmSync(runner, { recursive: true, force: true });
  }
}

async function runSteps(job: string, options: JobOptions, runner: string): Promise<StepRun[]> {
  const { directory, without = ['install nuclab'], secrets } = options;
  const bin = join(runner, 'bin');
  writePrograms(bin, options);
  const done: StepRun[] = [];
  for (const { name, run, env } of workflowSteps(job, secrets)) {
    if (without.includes(name)) continue;
    const result = await runProgram({
      program: 'bash',
      args: ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run],
      directory,
      env: {
        ...options.env,
        ...env,
        CI: 'true',
        PATH: [bin, options.env.PATH].join(delimiter),
        GITHUB_STEP_SUMMARY: join(runner, 'summary'),
        GITHUB_OUTPUT: join(runner, 'output'),
        GH_CALLS: join(runner, 'gh-calls'),
      },
    });
    done.push({ name, ...result });
    if (result.exitCode !== 0) break;
  }
  return done;
}

function writePrograms(bin: string, { nuclab, programs = {} }: JobOptions): void {
  mkdirSync(bin);
  const words = nuclab?.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const npx = `#!/usr/bin/env bash\n[ "$1" = nuclab ] && shift && exec ${words} "$@"\n`;
  for (const [name, script] of Object.entries({ gh, ...(nuclab && { npx }), ...programs })) {
    writeFileSync(join(bin, name), script);
    chmodSync(join(bin, name), 0o755);
  }
}
