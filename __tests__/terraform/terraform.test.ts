import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { ApplyEvent } from '../../terraform/apply-events';
import { Terraform, type TerraformProps } from '../../terraform/terraform';
import { until } from '../support/until';
import { providerMirror, resource, stackFolder, type StackFolder } from './support/stack-folder';

const folders: StackFolder[] = [];
function folderOf(resources: Readonly<Record<string, object>> = {}): StackFolder {
  const folder = stackFolder(resources);
  folders.push(folder);
  return folder;
}
afterAll(() => folders.forEach((folder) => folder.remove()));

const terraform = (folder: StackFolder, props: Partial<TerraformProps> = {}): Terraform =>
  new Terraform({ directory: folder.directory, env: process.env, ...props });

/** Plans and returns the path of the plan. */
async function planned(folder: StackFolder): Promise<string> {
  const plan = folder.path('saved.plan');
  await terraform(folder).plan({ out: plan });
  return plan;
}

async function applied(
  folder: StackFolder,
  props: Partial<TerraformProps> = {},
  onEvent: (event: ApplyEvent) => void = () => undefined,
): Promise<{ readonly exitCode: number; readonly events: readonly ApplyEvent[] }> {
  const events: ApplyEvent[] = [];
  const plan = await planned(folder);
  const result = await terraform(folder, props).apply({
    plan,
    parallelism: 4,
    onEvent: (event) => {
      events.push(event);
      onEvent(event);
    },
  });
  return { ...result, events };
}

/** Terraform behind a script that writes down each subcommand. */
function fake(folder: StackFolder, lines: readonly string[] = []): string {
  const program = folder.path('terraform');
  const script = [
    '#!/bin/sh',
    `echo "$1" >> ${folder.path('commands')}`,
    ...lines,
    'exec terraform "$@"',
    '',
  ];
  writeFileSync(program, script.join('\n'), { mode: 0o755 });
  return program;
}

const messageOf = (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => 'nothing was thrown',
    (error: Error) => error.message,
  );

test('a plan says whether there is anything to do, and shows what', async () => {
  const folder = folderOf({ nuc01_base: resource('true') });
  const plan = folder.path('saved.plan');
  expect(await terraform(folder).plan({ out: plan })).toEqual({ changes: true });
  expect(await terraform(folder).showPlan(plan)).toMatchObject({
    format_version: expect.stringMatching(/^1\./),
    resource_changes: [
      { address: 'terraform_data.nuc01_base', type: 'terraform_data', change: { actions: ['create'] } },
    ],
  });
  await applied(folder);
  expect(await terraform(folder).plan({ out: plan })).toEqual({ changes: false });
});

test('an apply tells what it does in events under Terraform’s own names', async () => {
  const folder = folderOf({ nuc01_base: resource('echo one; echo two') });
  const { exitCode, events } = await applied(folder);
  const hooked = {
    addr: 'terraform_data.nuc01_base',
    resource_type: 'terraform_data',
    resource_name: 'nuc01_base',
  };
  const progress = (output: string): unknown => ({
    type: 'provision_progress',
    hook: { resource: hooked, provisioner: 'local-exec', output },
  });
  expect(exitCode).toBe(0);
  expect(events).toEqual([
    { type: 'apply_start', hook: { resource: hooked, action: 'create' } },
    { type: 'provision_start', hook: { resource: hooked, provisioner: 'local-exec' } },
    progress('Executing: ["sh" "-c" "echo one; echo two"]'),
    progress('one'),
    progress('two'),
    { type: 'provision_complete', hook: { resource: hooked, provisioner: 'local-exec' } },
    { type: 'apply_complete', hook: { resource: hooked, action: 'create', elapsed_seconds: 0 } },
    { type: 'change_summary', changes: { add: 1, change: 0, remove: 0, operation: 'apply' } },
  ]);
});

test('a replaced resource is deleted, then created', async () => {
  const folder = folderOf({ nuc01_base: resource('true') });
  await applied(folder);
  folder.write({ resource: { terraform_data: { nuc01_base: resource('true', '2') } } });
  const { events } = await applied(folder);
  expect(events.flatMap((event) => (event.type === 'apply_start' ? [event.hook.action] : []))).toEqual([
    'delete',
    'create',
  ]);
});

test('a failed step ends with Terraform’s exit code and its diagnostic, and does not stop the others', async () => {
  const folder = folderOf({
    nuc01_base: resource('echo broken; exit 3'),
    nuc02_base: resource('until [ -e told ]; do sleep 0.05; done'),
  });
  const { exitCode, events } = await applied(folder, {}, ({ type }) => {
    if (type === 'apply_errored') writeFileSync(folder.path('told'), '');
  });
  expect(exitCode).toBe(1);
  const ends = events.flatMap((event) =>
    event.type === 'apply_errored' || event.type === 'apply_complete'
      ? [`${event.hook.resource.resource_name} ${event.type}`]
      : [],
  );
  expect(ends).toEqual(['nuc01_base apply_errored', 'nuc02_base apply_complete']);
  expect(events).toContainEqual({
    type: 'diagnostic',
    diagnostic: {
      severity: 'error',
      summary: 'local-exec provisioner error',
      detail: "Error running command 'echo broken; exit 3': exit status 3. Output: broken\n",
      address: 'terraform_data.nuc01_base',
    },
  });
});

test('secrets of the environment are taken out of events and errors', async () => {
  const env = { ...process.env, NUCLAB_SUDO_PASSWORD: 'hunter2hunter2' };
  const folder = folderOf({ nuc01_base: resource('echo $NUCLAB_SUDO_PASSWORD; exit 1') });
  const { events } = await applied(folder, { env });
  expect(JSON.stringify(events)).not.toContain('hunter2');
  expect(JSON.stringify(events)).toContain('"output":"[redacted]"');
  expect(JSON.stringify(events)).toContain('Output: [redacted]');
});

test('a state somebody works on is waited for, then the holder is named', async () => {
  const folder = folderOf({ nuc01_base: resource('touch started; sleep 30') });
  const interrupt = new AbortController();
  const other = applied(folder, { signal: interrupt.signal });
  await until(() => existsSync(folder.path('started')), 'the step to begin');
  const lines: string[] = [];
  const waiting = terraform(folder, { onLine: (line) => lines.push(line) });
  const message = await messageOf(waiting.plan({ out: folder.path('second.plan'), lockTimeoutSeconds: 1 }));
  expect(message).toMatch(
    /^the state has been locked by \S+@\S+ \(apply\) since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC; fix: wait until it has finished, then run it again; if it was killed, run `terraform force-unlock [0-9a-f-]{36}` in /,
  );
  expect(lines).toEqual(['waiting for the lock of the state']);
  interrupt.abort();
  expect((await other).exitCode).toBe(1);
});

test('an interrupted apply is told once and waited for: its state is written and its lock is gone', async () => {
  const folder = folderOf({
    done: resource('true'),
    slow: { ...resource('touch started; sleep 30'), depends_on: ['terraform_data.done'] },
  });
  const interrupt = new AbortController();
  const run = applied(folder, { signal: interrupt.signal });
  await until(() => existsSync(folder.path('started')), 'the step to begin');
  interrupt.abort();
  const { exitCode, events } = await run;
  expect(exitCode).toBe(1);
  expect(
    events.flatMap((event) => (event.type === 'apply_errored' ? [event.hook.resource.addr] : [])),
  ).toEqual(['terraform_data.slow']);
  const state = JSON.parse(readFileSync(folder.path('terraform.tfstate'), 'utf8')) as {
    resources: { name: string }[];
  };
  expect(state.resources.map(({ name }) => name)).toEqual(['done', 'slow']);
  expect(existsSync(folder.path('.terraform.tfstate.lock.info'))).toBe(false);
});

test('nothing is started once the signal has aborted', async () => {
  const folder = folderOf({ nuc01_base: resource('touch started') });
  const plan = await planned(folder);
  const stopped = terraform(folder, { signal: AbortSignal.abort() });
  await expect(stopped.apply({ plan, parallelism: 1, onEvent: () => undefined })).rejects.toMatchObject({
    message: 'stopped; fix: run it again',
    exitCode: 130,
  });
  expect(existsSync(folder.path('started'))).toBe(false);
});

test('a plan of an older state is refused before anything begins', async () => {
  const folder = folderOf({ nuc01_base: resource('touch started') });
  const plan = await planned(folder);
  await terraform(folder).apply({ plan, parallelism: 1, onEvent: () => undefined });
  const events: ApplyEvent[] = [];
  const again = terraform(folder).apply({ plan, parallelism: 1, onEvent: (event) => events.push(event) });
  await expect(again).rejects.toMatchObject({
    message:
      'the saved plan is stale: the state was changed after it was made; fix: run `nuclab plan` again, review it and apply that plan',
    exitCode: 2,
  });
  expect(events).toEqual([]);
});

test('a plan of another state is refused', async () => {
  const folder = folderOf({ nuc01_base: resource('true') });
  await applied(folder);
  folder.write({ resource: { terraform_data: { nuc01_base: resource('true', '2') } } });
  const plan = await planned(folder);
  const state = folder.path('terraform.tfstate');
  writeFileSync(
    state,
    readFileSync(state, 'utf8').replace(
      /"lineage": "[^"]*"/,
      '"lineage": "c0ffee00-0000-0000-0000-000000000000"',
    ),
  );
  expect(await messageOf(terraform(folder).apply({ plan, parallelism: 1, onEvent: () => undefined }))).toBe(
    'the saved plan is stale: it was made from a different state; fix: run `nuclab plan` again, review it and apply that plan',
  );
});

test('a file that is no plan is named as one, by apply and by show', async () => {
  const folder = folderOf();
  const notPlan = folder.path('cdk.tf.json');
  expect(
    await messageOf(terraform(folder).apply({ plan: notPlan, parallelism: 1, onEvent: () => undefined })),
  ).toMatch(
    /^Terraform cannot read the saved plan: couldn't load the provided path as either a local plan file .*; fix: run `nuclab plan` again with this version of Terraform$/,
  );
  expect(await messageOf(terraform(folder).showPlan(notPlan))).toMatch(
    /^terraform show: ended with exit code 1: Failed to read the given file as a state or plan file State read error: .*; fix: run `terraform show` in .*$/,
  );
});

test('a wrong configuration is told in Terraform’s own words', async () => {
  const folder = folderOf({ nuc01_base: { colour: 'blue' } });
  expect(await messageOf(planned(folder))).toBe(
    `terraform plan: Extraneous JSON object property: No argument or block type is named "colour".; fix: run \`terraform plan\` in ${folder.directory} to see all of it`,
  );
});

test('a backend that does not respond is named, also while its lock is asked for', async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const folder = folderOf();
  const address = `http://127.0.0.1:${port}/state`;
  folder.write({ terraform: { backend: { http: { address, retry_max: 0 } } } });
  await expect(terraform(folder).init()).rejects.toMatchObject({
    message: `the backend of the state does not respond: dial tcp 127.0.0.1:${port}: connect: connection refused; fix: check the network and backend in lab.yaml, then run it again`,
    exitCode: 3,
  });
});

test('a state whose place cannot be written is told with the reason', async () => {
  const folder = folderOf();
  folder.write({ terraform: { backend: { local: { path: '/proc/nuclab/lab.tfstate' } } } });
  expect(await messageOf(planned(folder))).toBe(
    'the state cannot be locked: mkdir /proc/nuclab: no such file or directory; fix: make sure that you may write where the state is kept',
  );
});

test('a state that has moved is never moved silently', async () => {
  const folder = folderOf({ nuc01_base: resource('true') });
  const write = (path: string): void => {
    folder.write({ terraform: { backend: { local: { path } } } });
  };
  write('first.tfstate');
  await planned(folder);
  write('second.tfstate');
  expect(await messageOf(planned(folder))).toBe(
    `${folder.directory}: the state is kept in a different place than the inventory now names; fix: run \`terraform init -migrate-state\` there to move the state, or \`terraform init -reconfigure\` to start with what the new place holds`,
  );
});

test('a folder is prepared when Terraform asks for it, and only then', async () => {
  const folder = folderOf();
  folder.write({ terraform: { backend: { local: { path: 'lab.tfstate' } } } });
  const program = fake(folder);
  const logged = terraform(folder, { env: { ...process.env, TERRAFORM_BINARY_NAME: program } });
  await logged.plan({ out: folder.path('saved.plan') });
  await logged.plan({ out: folder.path('saved.plan') });
  expect(readFileSync(folder.path('commands'), 'utf8')).toBe('version\nplan\ninit\nplan\nplan\n');
});

test('a folder made with an older provider gets the one that nuclab now wants', async () => {
  const folder = folderOf();
  const env = providerMirror(folder, ['3.2.3', '3.2.4']);
  for (const version of ['3.2.3', '3.2.4']) {
    folder.write({ terraform: { required_providers: { null: { source: 'hashicorp/null', version } } } });
    await terraform(folder, { env }).init();
    expect(readFileSync(folder.path('.terraform.lock.hcl'), 'utf8')).toContain(`version     = "${version}"`);
  }
});

test.each([
  [
    'show',
    'Error: Failed to load plugin schemas\n\nError while loading schemas for plugin components',
    'plain',
  ],
  [
    'apply',
    'The given plan file was created with a different set of external dependency selections than the current configuration.',
    'json',
  ],
])('a saved plan in a fresh checkout is prepared for by %s', async (command, words, form) => {
  const folder = folderOf();
  folder.write({ terraform: { backend: { local: { path: 'lab.tfstate' } } } });
  const plan = await planned(folder);
  rmSync(folder.path('.terraform'), { recursive: true });
  const diagnostic = { severity: 'error', summary: 'Inconsistent dependency lock file', detail: words };
  writeFileSync(
    folder.path('words'),
    form === 'plain' ? words : JSON.stringify({ type: 'diagnostic', diagnostic }),
  );
  // What Terraform says when a provider is missing; no real one is here to be missed.
  const program = fake(folder, [
    `[ "$1" != ${command} ] || [ -d .terraform ] || { cat words ${form === 'plain' ? '>&2' : ''}; exit 1; }`,
  ]);
  const fresh = terraform(folder, { env: { ...process.env, TERRAFORM_BINARY_NAME: program } });
  if (command === 'show') await fresh.showPlan(plan);
  else await fresh.apply({ plan, parallelism: 1, onEvent: () => undefined });
  expect(readFileSync(folder.path('commands'), 'utf8')).toBe(`version\n${command}\ninit\n${command}\n`);
});

test('an apply that has started is never repeated, whatever it says', async () => {
  const folder = folderOf({ nuc01_base: resource('echo run: terraform init; exit 1') });
  const { exitCode, events } = await applied(folder);
  expect(exitCode).toBe(1);
  expect(events.filter(({ type }) => type === 'apply_start')).toHaveLength(1);
});

test('a provider that cannot be fetched is named', async () => {
  const folder = folderOf();
  const env = providerMirror(folder, ['3.2.3']);
  folder.write({
    terraform: { required_providers: { null: { source: 'hashicorp/null', version: '9.9.9' } } },
  });
  await expect(terraform(folder, { env }).init()).rejects.toMatchObject({
    message: expect.stringMatching(
      /^the provider hashicorp\/null cannot be fetched: .*; fix: allow access to registry.terraform.io, or name a mirror in the file of TF_CLI_CONFIG_FILE$/,
    ),
    exitCode: 9,
  });
});
