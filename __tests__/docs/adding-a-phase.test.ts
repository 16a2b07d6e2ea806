import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/adding-a-phase.md'), 'utf8');
const diffs = Array.from(page.matchAll(/^```diff\n(.*?)^```$/gms), ([, diff]) => diff ?? '');
const touched = Array.from(diffs.join('').matchAll(/^\+\+\+ b\/(.*)$/gm), ([, path]) => path ?? '');

let checkout: string;
const path = (...parts: string[]): string => join(checkout, ...parts);
beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'nuclab-adding-a-phase-'));
  const sources = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of sources.split('\0').filter((name) => name !== '' && existsSync(join(root, name)))) {
    mkdirSync(dirname(path(file)), { recursive: true });
    cpSync(join(root, file), path(file), { verbatimSymlinks: true });
  }
  // An ignored link is none that Git names.
  rmSync(path('node_modules'), { force: true });
  symlinkSync(join(root, 'node_modules'), path('node_modules'));
});
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program in the copy, with nothing of this lab or this test's own in its environment. */
function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Ended {
  const { PATH, HOME } = process.env;
  const result = spawnSync(program, args, {
    cwd: checkout,
    encoding: 'utf8',
    env: { PATH, HOME, NO_COLOR: '1', ...env },
  });
  return { code: result.status, output: result.stdout + result.stderr };
}
const done = (output: unknown = expect.anything()): unknown => ({ code: 0, output });

/** Each test stands on those before it, as a reader of the page does. */
describe('docs/adding-a-phase.md, followed to the letter', () => {
  test('its diffs apply', () => {
    const patch = path('page.diff');
    writeFileSync(patch, diffs.join(''));
    // Whatever repository the folder for temporary files may be in, the copy is none of it.
    expect(run('git', ['apply', patch], { GIT_CEILING_DIRECTORIES: dirname(checkout) })).toEqual(done(''));
    rmSync(patch);
  });

  test('they touch the definition, its line in the index, the script, its page, the construct and the stack; nothing else', () => {
    expect(touched).toEqual([
      'phases/login-message.ts',
      'phases/index.ts',
      'assets/scripts/install-login-message.sh',
      'docs/scripts/install-login-message.md',
      'constructs/login-message.ts',
      'stacks/kubernetes-stack.ts',
    ]);
    for (const file of touched) expect([file, existsSync(path(file))]).toEqual([file, true]);
  });

  test('everything compiles', () => {
    const compiler = 'node_modules/typescript-native/bin/tsc';
    expect(run(process.execPath, [compiler, '-p', 'tsconfig.json', '--outDir', 'dist'])).toEqual(done(''));
  });

  test('the catalogue and the contract of scripts find nothing wrong with it', () => {
    const jest = [
      'node_modules/jest/bin/jest.js',
      '--runInBand',
      '--cacheDirectory',
      path('.jest'),
      '--json',
    ];
    const named = 'login-message|^the catalogue|no file of the library';
    const tests = ['__tests__/phases', '__tests__/scripts/contract.test.ts', '--testNamePattern', named];
    const { code, output } = run(process.execPath, [...jest, '--outputFile', path('jest.json'), ...tests]);
    expect({ code, output: code === 0 ? '' : output }).toEqual(done(''));
    const { numPassedTests } = JSON.parse(readFileSync(path('jest.json'), 'utf8')) as {
      numPassedTests: number;
    };
    expect(numPassedTests).toBeGreaterThan(4);
  });

  test('synthesis writes a step for each host, after its base step', () => {
    const env = {
      NUCLAB_INVENTORY: 'examples/three-nucs.yaml',
      NUCLAB_FACTS: 'none',
      CDKTF_OUTDIR: 'cdktf.out',
    };
    expect(run(process.execPath, ['dist/main.js'], env)).toEqual(done(''));
    const { resource } = JSON.parse(readFileSync(path('cdktf.out/stacks/lab/cdk.tf.json'), 'utf8')) as {
      resource: { null_resource: Readonly<Record<string, unknown>> };
    };
    for (const host of ['nuc01', 'nuc02', 'nuc03']) {
      expect(resource.null_resource[`${host}_login-message`]).toMatchObject({
        depends_on: [`null_resource.${host}_base`],
        triggers: {
          host,
          host_name: host,
          lab: 'lab',
          reason: 'planned without facts',
          script_sha256: expect.stringMatching(/^[0-9a-f]{12}$/),
        },
      });
    }
  });

  test('the report of a plan shows it', () => {
    const plan = ['plan', '--facts', 'none', '--against', 'none', '--inventory', 'examples/three-nucs.yaml'];
    const { code, output } = run(process.execPath, ['dist/cli/index.js', ...plan]);
    expect([code, output]).toEqual([2, expect.stringMatching(/^nuc02 +login-message +first run +/m)]);
  });

  test('its script finds what differs, changes it, and finds nothing more', () => {
    const inputs = { HOST_NAME: 'nuc02', LAB: 'nuc-lab' };
    const staged = path('run', 'login-message');
    mkdirSync(staged, { recursive: true });
    writeFileSync(join(staged, 'inputs.env'), "HOST_NAME='nuc02'\nLAB='nuc-lab'\n");
    writeFileSync(join(staged, 'marker.json'), `${JSON.stringify({ inputs, runCount: 0 })}\n`);
    const env = {
      NUCLAB_STEP_DIR: staged,
      NUCLAB_SCRIPTS: path('assets/scripts'),
      NUCLAB_ROOT: path('host'),
    };
    const script = (mode: string): Ended =>
      run('bash', [path('assets/scripts/install-login-message.sh'), mode], env);
    const missing = 'message: /etc/motd.d/nuclab is missing, expected present\n';
    expect(script('check')).toEqual({ code: 10, output: `differs: ${missing}` });
    expect(script('apply')).toEqual({ code: 0, output: `changed: ${missing}` });
    expect(script('check')).toEqual({ code: 0, output: '' });
    expect(readFileSync(path('host/etc/motd.d/nuclab'), 'utf8')).toBe(
      'This is nuc02 of lab nuc-lab. nuclab keeps it as lab.yaml says; changes by hand will be undone.\n',
    );
    const marker = readFileSync(path('host/var/lib/nuclab/markers/login-message.json'), 'utf8');
    expect(JSON.parse(marker)).toEqual({ inputs, runCount: 1 });
  });
});
