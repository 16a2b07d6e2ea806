import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const workflowPath = join(__dirname, '../../../examples/github-actions/nuclab.yml');

type Texts = Readonly<Record<string, string>>;

/** What of a workflow's YAML the tests look at. */
export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Texts;
  readonly env?: Texts;
  readonly defaults?: { readonly run?: { readonly shell?: string } };
  readonly jobs: Readonly<Record<string, WorkflowJob>>;
}

export interface WorkflowJob {
  readonly if?: string;
  readonly needs?: string;
  readonly 'runs-on': string | readonly string[];
  readonly permissions?: Texts;
  readonly environment?: string;
  readonly env?: Texts;
  readonly steps: readonly {
    readonly name?: string;
    readonly if?: string;
    readonly uses?: string;
    readonly run?: string;
    readonly env?: Texts;
  }[];
}

/** A step that runs commands, ready to be run. */
export interface WorkflowStep {
  readonly name: string;
  /** For `bash --noprofile --norc -eo pipefail`, as `shell: bash` means. */
  readonly run: string;
  /** The workflow's, the job's and its own. */
  readonly env: Texts;
}

const github: Texts = {
  'github.token': 'token-of-the-job',
  'github.repository': 'school/lab',
  'github.event.pull_request.number': '7',
};

export function readWorkflow(): Workflow {
  return parse(readFileSync(workflowPath, 'utf8')) as Workflow;
}

/**
 * The steps of a job that run commands, in their order, their conditions left aside.
 *
 * @param secrets by name; one that is not given is empty, as on GitHub
 */
export function workflowSteps(job: string, secrets: Texts = {}): WorkflowStep[] {
  const workflow = readWorkflow();
  const found = workflow.jobs[job];
  if (found === undefined) throw new Error(`${workflowPath} has no job ${job}`);
  return found.steps.flatMap(({ name = '', run, env }) => {
    if (run === undefined) return [];
    const texts = Object.entries({ ...workflow.env, ...found.env, ...env });
    const values = texts.map(([key, text]) => [key, evaluated(text, secrets)]);
    return [{ name, run: evaluated(run, secrets), env: Object.fromEntries(values) as Texts }];
  });
}

function evaluated(text: string, secrets: Texts): string {
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
    const secret = /^secrets\.(\w+)$/.exec(expression)?.[1];
    const value = secret === undefined ? github[expression] : (secrets[secret] ?? '');
    if (value === undefined) throw new Error(`the tests do not know what \${{ ${expression} }} is`);
    return value;
  });
}
