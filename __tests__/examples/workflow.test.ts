import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readWorkflow, workflowPath, workflowSteps } from '../lab/support/workflow';

const workflow = readWorkflow();
const jobs = Object.entries(workflow.jobs);
const text = (part: unknown): string => JSON.stringify(part);
const isHosted = (runsOn: string | readonly string[]): boolean => runsOn === 'ubuntu-24.04';

test('it runs for pull requests without the rights of the base branch, and for pushes to main', () => {
  expect(Object.keys(workflow.on)).toEqual(['pull_request', 'push']);
  expect(workflow.on['push']).toMatchObject({ branches: ['main'] });
  expect(readFileSync(workflowPath, 'utf8')).not.toMatch(/pull_request_target|workflow_run/);
});

test('it has no right that a job does not ask for, and none asks for more than comments', () => {
  expect(workflow.permissions).toEqual({});
  expect(Object.fromEntries(jobs.map(([name, { permissions }]) => [name, permissions]))).toEqual({
    model: { contents: 'read', 'pull-requests': 'write' },
    check: { contents: 'read' },
    comment: { 'pull-requests': 'write' },
    plan: { contents: 'read' },
    apply: { contents: 'read' },
  });
});

test("only GitHub's own actions run, in versions for the Node.js that its runners have", () => {
  const uses = jobs.flatMap(([, { steps }]) => steps.flatMap((step) => step.uses ?? []));
  const allowed = [
    'actions/checkout@v5',
    'actions/download-artifact@v7',
    'actions/setup-node@v5',
    'actions/upload-artifact@v6',
  ];
  expect([...new Set(uses)].sort()).toEqual(allowed);
});

test('a pull request from a fork reaches neither a secret nor a runner of the lab', () => {
  const sameRepository = 'github.event.pull_request.head.repo.full_name == github.repository';
  const forFork = jobs.filter(
    ([, job]) => job.needs === undefined && job.if === "github.event_name == 'pull_request'",
  );
  expect(forFork.map(([name]) => name)).toEqual(['model']);
  for (const [, job] of forFork) {
    expect(isHosted(job['runs-on'])).toBe(true);
    expect(text(job)).not.toContain('secrets.');
  }
  expect(workflow.jobs['check']?.if).toBe(`github.event_name == 'pull_request' && ${sameRepository}`);
  expect(workflow.jobs['comment']?.needs).toBe('check');
  expect(workflow.jobs['plan']?.if).toBe("github.event_name == 'push'");
  expect(workflow.jobs['apply']?.needs).toBe('plan');
  const posts = workflow.jobs['model']?.steps.find(({ name }) => name === 'comment');
  expect(posts?.if).toBe(sameRepository);
});

test('secrets are in the environment of one step each, and never beside a token that may write', () => {
  expect(text(workflow.env)).not.toContain('secrets.');
  for (const [, job] of jobs) {
    expect(text(job.env ?? {})).not.toContain('secrets.');
    const withSecrets = job.steps.filter((step) => text(step).includes('secrets.'));
    expect(withSecrets.map((step) => step.name)).toEqual(
      isHosted(job['runs-on']) ? [] : [expect.stringMatching(/^(plan with a check|apply the plan)/)],
    );
    if (withSecrets.length > 0) expect(text(job.permissions)).not.toContain('write');
  }
});

test('a plan is applied only after somebody approved the environment', () => {
  const applying = jobs.filter(([, { steps }]) => steps.some(({ run }) => run?.includes('nuclab apply')));
  expect(applying.map(([name, { environment }]) => [name, environment])).toEqual([['apply', 'lab']]);
});

test('every command of it is one that tests run too', () => {
  const commands = jobs.map(([name]) => [name, workflowSteps(name).map((step) => step.name)]);
  expect(Object.fromEntries(commands)).toEqual({
    // __tests__/examples/workflow-model.test.ts
    model: ['install nuclab', 'check lab.yaml', 'plan from the model', 'comment'],
    comment: ['comment'],
    // __tests__/lab
    check: ['install nuclab', 'plan with a check of the hosts'],
    plan: ['install nuclab', 'plan with a check of the hosts'],
    apply: ['install nuclab', 'apply the plan'],
  });
});

test.each(jobs.flatMap(([job]) => workflowSteps(job).map(({ name, run }) => [job, name, run] as const)))(
  'shellcheck finds nothing in %s: %s',
  (_job, _name, run) => {
    const { stdout, status } = spawnSync('shellcheck', ['--shell=bash', '-'], {
      input: run,
      encoding: 'utf8',
    });
    expect([stdout, status]).toEqual(['', 0]);
  },
);

test('the shell is the one that the tests use, which ends at the first error', () => {
  expect(workflow.defaults?.run?.shell).toBe('bash');
  expect(text(workflow.jobs)).not.toContain('"shell"');
});
