import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { payloadCommand, renderPayload } from '../../exchange/payload';

const program = readFileSync(join(__dirname, '../../assets/scripts/runner/session.sh'), 'utf8');
let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'nuclab-payload-'))));
afterEach(() => rmSync(root, { recursive: true }));

const run = (stdin: string) =>
  spawnSync('/bin/sh', ['-c', payloadCommand], {
    input: stdin,
    encoding: 'utf8',
    // HOME: bash takes our pipe for a network connection, and would read the ~/.bashrc of whoever runs the tests.
    env: { PATH: process.env.PATH, HOME: root, NUCLAB_ROOT: root },
  });

/** Stages the texts as files/f0, files/f1, … in the folder `root`. */
const staging = (texts: readonly string[]): string =>
  renderPayload({
    program,
    variables: { dir: join(root, 'stage'), nonce: 'n' },
    stages: { stage: texts.map((text, index) => ({ path: `files/f${index}`, text })) },
    calls: [['new_folder'], ['stage'], ['say', 'staged']],
  });

describe('the program sent to a host', () => {
  test('stages any text unchanged, closed to others', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom(...`'"\\$\`!\n }{`, '}\n', 'EOF\n', '$(id)', 'exit 0\n') }),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), (texts) => {
        fc.pre(!texts.join('').includes('\0'));
        expect(run(staging(texts)).stdout).toBe('n staged\n');
        texts.forEach((expected, index) => {
          expect(readFileSync(join(root, `stage/files/f${index}`), 'utf8')).toBe(expected);
        });
      }),
      { numRuns: 25 },
    );
    expect(statSync(join(root, 'stage')).mode & 0o777).toBe(0o700);
    expect(statSync(join(root, 'stage/files/f0')).mode & 0o777).toBe(0o600);
  });

  test('does nothing at all when it was cut off on its way', () => {
    const payload = renderPayload({ program: '', calls: [['touch', join(root, 'done')]] });
    for (let length = 1; length < payload.trimEnd().length; length += 7) {
      run(payload.slice(0, length));
      expect(execFileSync('ls', [root], { encoding: 'utf8' })).toBe('');
    }
    run(payload);
    expect(execFileSync('ls', [root], { encoding: 'utf8' })).toBe('done\n');
  });

  test('is not swallowed by a command that reads standard input', () => {
    const payload = renderPayload({
      program: 'swallow() { cat >/dev/null; }',
      calls: [['swallow'], ['echo', 'still here']],
    });
    expect(run(payload).stdout).toBe('still here\n');
  });

  test('keeps what it carries out of the arguments of every process', () => {
    const payload = renderPayload({
      program,
      variables: { dir: join(root, 'stage') },
      stages: { stage: [{ path: 'secret/join.yaml', text: 'canary-4711' }] },
      calls: [
        ['new_folder'],
        ['stage'],
        ['eval', 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " " || true'],
      ],
    });
    const { stdout } = run(payload);
    expect(stdout).toContain('bash -c');
    expect(stdout).not.toContain('canary-4711');
  });

  test.each([
    '../x',
    'a//c',
    '/etc/passwd',
    'lib/../x',
    'lib/./x',
    'lib/a/../../x',
    'lib/x/',
    'Lib/x',
    '-x',
    '.x',
    'a b',
    '',
  ])('refuses the file name "%s"', (path) => {
    expect(() => renderPayload({ program: '', stages: { stage: [{ path, text: '' }] }, calls: [] })).toThrow(
      `file name "${path}" must be letters, digits, '.', '_', ':' and '-', in folders of lower-case letters, digits and '-'`,
    );
  });

  test.each(['a b', '', 'x;id'])('refuses "%s" as the name of a function', (name) => {
    expect(() => renderPayload({ program: '', calls: [[name]] })).toThrow(
      `"${name}" is no name for a shell function or variable`,
    );
  });
});
