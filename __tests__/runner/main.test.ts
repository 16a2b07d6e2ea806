import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assetsDirectory } from '../../manifest/program';
import type { ManifestStep, StepManifest } from '../../manifest/manifest';
import { readManifest, writeManifest } from '../../manifest/manifest-file';
import { scriptBundle } from '../../manifest/script-bundle';
import { stepDigest } from '../../manifest/step-digest';
import { compiledProgram } from '../support/compiled-program';
import { until } from '../support/until';

const dist = join(compiledProgram(), 'dist');
const main = join(dist, 'runner/main.js');
let stack: string;
let lab: string;

const step: ManifestStep = {
  id: 'nuc01/base',
  place: 'nuc01',
  phase: 'base',
  script: 'leave-cluster.sh',
  scriptSha256: scriptBundle(assetsDirectory(), 'leave-cluster.sh').sha256,
  inputs: {},
  files: {},
  assets: [],
  reason: 'first install',
  timeoutSeconds: 30,
};
const manifest: StepManifest = {
  schemaVersion: 2,
  lab: 'lab',
  labDirectory: '../lab',
  // Nothing listens there: the connection is refused at once.
  ssh: { user: 'teacher', port: 1, knownHostsFile: 'known_hosts', sudo: 'passwordless' },
  hosts: [{ name: 'nuc01', address: '127.0.0.1' }],
  controlPlanes: ['nuc01'],
  steps: [step],
};

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'nuclab-main-'));
  [stack, lab] = [join(folder, 'stack'), join(folder, 'lab')];
  mkdirSync(stack);
  mkdirSync(lab);
  writeManifest(stack, manifest);
});
afterEach(() => rmSync(join(stack, '..'), { recursive: true }));

function run(
  args: string[],
  env: NodeJS.ProcessEnv = {},
): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('node', [main, ...args], {
    cwd: stack,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: lab, ...env },
  });
}

describe('what Terraform starts', () => {
  test('ends with cause, fix and the path of the log, and the exit code of the cause', () => {
    const { status, stdout, stderr } = run(['apply', 'nuc01/base'], { NUCLAB_STEP_DIGEST: stepDigest(step) });
    expect(stdout).toBe('nuc01 base: starts: first install\n');
    expect(stderr).toMatch(
      /^nuc01\/base: nuc01 \(127\.0\.0\.1:1\): .*; fix: .*\nlog: logs\/nuc01\/base\.log\n$/,
    );
    expect(status).toBe(3);
    expect(readFileSync(join(lab, 'logs/nuc01/base.log'), 'utf8')).toContain(
      'failed: nuc01/base: nuc01 (127.0.0.1:1)',
    );
  });

  test('refuses a saved plan that was made from other inputs, before it touches anything', () => {
    const { status, stderr } = run(['apply', 'nuc01/base'], { NUCLAB_STEP_DIGEST: 'older' });
    expect(stderr).toBe(
      'nuc01/base: the plan was made from different inputs than steps.json now holds; fix: plan again and apply that plan\n',
    );
    expect(status).toBe(2);
  });

  test('takes the host that leaves from the state', () => {
    const env = {
      NUCLAB_HOST: 'nuc07',
      NUCLAB_ADDRESS: '127.0.0.1',
      NUCLAB_ROLE: 'worker',
      NUCLAB_LAB: 'lab',
      NUCLAB_API_ENDPOINT: '127.0.0.1:6443',
    };
    const { status, stdout, stderr } = run(['destroy', 'nuc07/membership'], env);
    expect(stdout).toBe('nuc07 membership: starts: leaves the cluster of lab\n');
    expect(stderr).toContain(
      'fix: switch nuc07 on and deploy again, or give it up with NUCLAB_ABANDON=nuc07\n',
    );
    expect(status).toBe(3);
    const abandoned = run(['destroy', 'nuc07/membership'], { ...env, NUCLAB_ABANDON: 'nuc05,nuc07' });
    expect(abandoned.status).toBe(0);
  });

  test('hides a password it was given, even in its own errors', () => {
    const { stderr } = run(['apply', 'nuc01/hunter22'], { NUCLAB_SUDO_PASSWORD: 'hunter22' });
    expect(stderr).toMatch(/^step is "nuc01\/\[redacted\]"/);
  });
});

describe('a runner whose Terraform is killed', () => {
  test('notices and ends', async () => {
    const watcher = `
      const { watchForEnd } = require(${JSON.stringify(join(dist, 'locks/operator-process.js'))});
      const { writeFileSync } = require('node:fs');
      const keep = setInterval(() => undefined, 1000);
      const { signal } = watchForEnd();
      signal.addEventListener('abort', () => { writeFileSync('aborted', ''); clearInterval(keep); process.exit(130); });
      process.stdout.write('ready');`;
    const script = `require('node:child_process').spawn('node', ['-e', ${JSON.stringify(watcher)}], { stdio: 'inherit' });`;
    const terraform = spawn('node', ['-e', script], { cwd: stack, stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => terraform.stdout.once('data', resolve));
    terraform.kill('SIGKILL');
    await until(() => existsSync(join(stack, 'aborted')), 'it to notice');
  });
});

describe('steps.json', () => {
  test('has the same bytes for the same manifest, whatever the order of its keys', () => {
    const bytes = readFileSync(join(stack, 'steps.json'), 'utf8');
    writeManifest(stack, Object.fromEntries(Object.entries(manifest).reverse()) as unknown as StepManifest);
    expect(readFileSync(join(stack, 'steps.json'), 'utf8')).toBe(bytes);
    expect(readManifest(stack)).toEqual(manifest);
  });

  test.each([
    ['{"schemaVersion":1}', 'steps.json has schema version 1, expected 2'],
    ['{', 'steps.json is no JSON'],
    ['null', 'steps.json has schema version undefined, expected 2'],
  ])('is refused when it is %s', (text, what) => {
    writeFileSync(join(stack, 'steps.json'), text);
    expect(() => readManifest(stack)).toThrow(
      `${join(stack, 'steps.json')}: ${what}; fix: synthesise again with this version of nuclab, then plan and apply`,
    );
  });

  test('is asked for when there is none', () => {
    rmSync(join(stack, 'steps.json'));
    expect(() => readManifest(stack)).toThrow('there is no steps.json here');
  });
});

describe('digests', () => {
  test('of a step change with its work, not with its reason or the order of its inputs', () => {
    const base = { ...step, inputs: { A: '1', B: '2' } };
    expect(stepDigest({ ...base, inputs: { B: '2', A: '1' } })).toBe(stepDigest(base));
    expect(stepDigest({ ...base, reason: 'drift 2: swap is on' } as ManifestStep)).toBe(stepDigest(base));
    const others = [
      { ...base, inputs: { A: '1', B: '3' } },
      { ...base, files: { hosts: '' } },
      { ...base, assets: ['nuclab-sysctl.conf'] },
      { ...base, scriptSha256: 'x' },
    ];
    expect(new Set([base, ...others].map(stepDigest)).size).toBe(5);
  });

  test('of a script change with a file of the library that another one names', () => {
    const assets = join(stack, 'assets');
    const write = (path: string, text: string): void => {
      mkdirSync(join(assets, path, '..'), { recursive: true });
      writeFileSync(join(assets, path), text);
    };
    write('scripts/a.sh', '. "${NUCLAB_SCRIPTS:?}/lib/a/one.sh"\n# . "${NUCLAB_SCRIPTS}/lib/a/unused.sh"\n');
    write(
      'scripts/lib/a/one.sh',
      '  . "${NUCLAB_SCRIPTS}/lib/b/two.sh"; awk -f "${NUCLAB_SCRIPTS}/lib/b/x.awk"\n',
    );
    write(
      'scripts/lib/b/two.sh',
      '. "${NUCLAB_SCRIPTS}/lib/a/one.sh"\n. "${NUCLAB_SCRIPTS}/programs/p.sh"\n',
    );
    write('scripts/lib/b/x.awk', '{ print }\n');
    write('scripts/programs/p.sh', '');
    write('files/x.conf', 'x');
    const before = scriptBundle(assets, 'a.sh', ['x.conf']);
    expect(before.files.map(({ path }) => path)).toEqual([
      'files/x.conf',
      'lib/a/one.sh',
      'lib/b/two.sh',
      'lib/b/x.awk',
      'programs/p.sh',
      'script.sh',
    ]);
    write('scripts/lib/b/x.awk', '{ print $1 }\n');
    expect(scriptBundle(assets, 'a.sh', ['x.conf']).sha256).not.toBe(before.sha256);
    expect(() => scriptBundle(assets, 'missing.sh')).toThrow(/missing\.sh/);
  });
});
