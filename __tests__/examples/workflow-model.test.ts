import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { runJob, type JobOptions, type JobRun } from '../lab/support/workflow-run';
import { compiledCheckout, type CompiledCheckout } from '../support/compiled-checkout';

const before = `name: nuc-lab
hosts:
  nuc01: 192.168.0.11
  nuc02: 192.168.0.12
kubernetes:
  version: 1.33.13
`;
const after = before
  .replace('1.33.13', '1.34.4')
  .replace('kubernetes:', '  nuc03: 192.168.0.13\nssh: { user: operator }\nkubernetes:');

/** A program that must not be needed. */
const forbidden = `#!/usr/bin/env bash\necho "$(basename "$0") was started" >>forbidden\nexit 1\n`;
const programs = { terraform: forbidden, tofu: forbidden, ssh: forbidden };

let checkout: CompiledCheckout;
/** What npx starts, without the seconds that it takes. */
let nuclab: readonly string[];
beforeAll(() => {
  checkout = compiledCheckout();
  nuclab = [process.execPath, checkout.path('bin', 'nuclab.js')];
});
afterAll(() => checkout.remove());
afterEach(() => rmSync(checkout.path('.git'), { recursive: true, force: true }));

const git = (...args: readonly string[]): string =>
  execFileSync(
    'git',
    ['-C', checkout.directory, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args],
    {
      encoding: 'utf8',
    },
  );

function commit(lab: string | undefined, message: string): void {
  if (lab !== undefined) writeFileSync(checkout.path('lab.yaml'), lab);
  git('add', 'package.json', ...(lab === undefined ? [] : ['lab.yaml']));
  git('commit', '--quiet', '--allow-empty', '--message', message);
}

/** What actions/checkout leaves there for a pull request: its merge into the base branch. */
function pullRequest(base: string | undefined, proposed: string): void {
  rmSync(checkout.path('lab.yaml'), { force: true });
  git('init', '--quiet', '--initial-branch=main');
  commit(base, 'base');
  git('switch', '--quiet', '--create', 'proposal');
  commit(proposed, 'proposal');
  git('switch', '--quiet', 'main');
  commit(undefined, 'meanwhile');
  git('merge', '--quiet', '--no-ff', '--no-edit', 'proposal');
}

const model = (options: Partial<JobOptions> = {}): Promise<JobRun> =>
  runJob('model', { directory: checkout.directory, env: checkout.env, programs, ...options });

test('a pull request is told what it changes, without Terraform, SSH or a secret; npx finds the nuclab of the checkout', async () => {
  pullRequest(before, after);
  const { steps, ok, summary, gh } = await model();
  expect(steps.map(({ name, exitCode }) => [name, exitCode])).toEqual([
    ['check lab.yaml', 0],
    ['plan from the model', 0],
    ['comment', 0],
  ]);
  expect(ok).toBe(true);
  const [heading] = summary.split('\n').slice(1);
  expect(heading).toBe(
    '## Two inventories compared: 13 steps are planned on 3 hosts and in the cluster; 2 of 3 hosts will refuse steps; ' +
      'neither the hosts nor the state were checked',
  );
  expect(summary).toContain(
    '| nuc02 | kubernetes-packages | runs again | Kubernetes version 1.33.13 → 1.34.4; 1 more |',
  );
  expect(summary).toContain('| nuc03 | worker | first run | new in lab.yaml |');
  expect(summary).toContain(
    'Also changed, without a step for it: `ssh.user`. It holds from the next run of nuclab on.',
  );
  expect(summary).toContain(`\nlab nuc-lab, commit ${git('rev-parse', 'HEAD').trim()}  \n`);
  expect(summary).toMatch(
    /\ncompared \S+ \S+ UTC with lab\.base\.yaml; neither the hosts nor the state were checked {2}\n/,
  );
  expect(gh).toEqual([
    {
      args: ['pr', 'comment', '7', '--edit-last', '--create-if-none', '--body-file', 'report.md'],
      token: 'token-of-the-job',
      repository: 'school/lab',
      body: summary,
    },
  ]);
  expect(
    ['forbidden', 'cdktf.out', '.nuclab', '.terraform'].filter((name) => existsSync(checkout.path(name))),
  ).toEqual([]);
});

test("a fork's, whose token may not comment, is in the summary; one that changes no step ends well too", async () => {
  pullRequest(before, `# a comment\n${before}`);
  const { ok, summary, gh } = await model({ nuclab, without: ['install nuclab', 'comment'] });
  const heading =
    '## Two inventories compared: no step changes; neither the hosts nor the state were checked';
  expect(summary.split('\n')).toContain(heading);
  expect([ok, gh]).toEqual([true, []]);
});

test('the first one, before which there was no lab.yaml, is compared with an empty lab', async () => {
  pullRequest(undefined, before);
  const { ok, summary } = await model({ nuclab });
  expect(summary).toContain(
    '## Compared with an empty lab: first install: 11 steps on 2 hosts and in the cluster; ',
  );
  expect(ok).toBe(true);
});

test('a wrong lab.yaml ends it with every mistake, and nothing is said of a plan', async () => {
  pullRequest(before, before.replace('nuc02: 192.168.0.12', 'nuc02: 192.168.0.11'));
  const { steps, summary, gh } = await model({ nuclab });
  expect(steps).toMatchObject([
    { name: 'check lab.yaml', exitCode: 2, stderr: expect.stringContaining('lab.yaml:4:10: ') },
  ]);
  expect([summary, gh]).toEqual(['', []]);
});

test('a wrong lab.yaml of the base is named as such', async () => {
  pullRequest(before.replace('nuc02: 192.168.0.12', 'nuc02: 192.168.0.11'), before);
  const { steps, gh } = await model({ nuclab });
  expect(steps.at(-1)).toMatchObject({
    name: 'plan from the model',
    exitCode: 1,
    stderr: expect.stringContaining('lab.base.yaml:4:10: '),
  });
  expect(gh).toEqual([]);
});

test('without the commit it would be merged into, nothing is taken for a first install', async () => {
  rmSync(checkout.path('lab.yaml'), { force: true });
  git('init', '--quiet', '--initial-branch=main');
  commit(before, 'alone');
  const { steps, summary } = await model({ nuclab });
  expect(steps.at(-1)).toMatchObject({ name: 'plan from the model', exitCode: 128 });
  expect(summary).toBe('');
});

test('the check of a trusted runner takes the place of the comment', async () => {
  writeFileSync(checkout.path('report.md'), 'checked\n');
  const { ok, gh } = await runJob('comment', { directory: checkout.directory, env: checkout.env });
  expect([ok, gh[0]?.args.slice(0, 5), gh[0]?.body]).toEqual([
    true,
    ['pr', 'comment', '7', '--edit-last', '--create-if-none'],
    'checked\n',
  ]);
});
