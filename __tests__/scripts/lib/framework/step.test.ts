import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const scripts = join(__dirname, '../../../../assets/scripts');
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nuclab-common-'));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a step named `base` made of these lines; its root is the folder `directory`. */
function run(mode: string, lines: string, marker = '{"inputs":{},"runCount":0}'): Result {
  const step = join(directory, 'base');
  mkdirSync(step, { recursive: true });
  writeFileSync(join(step, 'inputs.env'), "NAME='it'\\''s; $(x)'\n");
  if (marker) writeFileSync(join(step, 'marker.json'), `${marker}\n`);
  writeFileSync(
    join(step, 'script.sh'),
    `set -euo pipefail\n. "\${NUCLAB_SCRIPTS}/lib/framework/step.sh"\n${lines}\nrun_step "$@"\n`,
  );
  const { status, stdout, stderr } = spawnSync('bash', [join(step, 'script.sh'), mode], {
    encoding: 'utf8',
    env: {
      PATH: '/usr/bin:/bin',
      BASH_ENV: join(__dirname, '../../support/time.sh'),
      NUCLAB_ROOT: directory,
      NUCLAB_STEP_DIR: step,
      NUCLAB_SCRIPTS: scripts,
      NUCLAB_POLL_SECONDS: '0.05',
    },
  });
  return { code: status, out: stdout, err: stderr };
}

const markerFile = (): string => join(directory, 'var/lib/nuclab/markers/base.json');

const flag = `
items=(flag)
differs_flag() { [[ -e \${root}/flag ]] || echo 'flag is missing'; }
change_flag() { echo up | write_file "\${root}/flag"; }`;

describe('run_step', () => {
  test('check exits with 10 and one line per difference, with 0 and no line when nothing differs', () => {
    expect(run('check', flag)).toEqual({ code: 10, out: 'differs: flag: flag is missing\n', err: '' });
    writeFileSync(join(directory, 'flag'), '');
    expect(run('check', flag)).toEqual({ code: 0, out: '', err: '' });
  });

  test('check says `follows` of inherited items, also of one that becomes inherited while it is checked', () => {
    const lines =
      "items=(a b c)\ninherited=(b)\ndiffers_a() { echo 'a is off'; }\ndiffers_b() { echo 'b is off'; }\ndiffers_c() { echo 'c is off'; inherit_now; }";
    expect(run('check', lines)).toEqual({
      code: 10,
      out: 'differs: a: a is off\nfollows: b: b is off\nfollows: c: c is off\n',
      err: '',
    });
  });

  test('apply waits for inherited items as for other items, settles what it changed, and then keeps what it needs later', () => {
    const lines = `${flag}\ninherited=(flag)\nsettle_changes() { echo settles; }\nkeep_reference() { echo keeps; }`;
    expect(run('apply', lines).out).toBe('changed: flag: flag is missing\nsettles\nkeeps\n');
    expect(run('apply', lines).out).toBe('unchanged: flag\nkeeps\n');
  });

  test('what items share is read once, and anew after each change', () => {
    const lines = `items=(a b c)
see() { [[ \${seen:-} == "\${look_number}" ]] || { seen=\${look_number}; echo look >&2; }; }
differs_a() { see; }
differs_b() { see; [[ -e \${root}/b ]] || echo off; }
differs_c() { see; }
change_b() { touch "\${root}/b"; }`;
    expect(run('check', lines).err).toBe('look\n');
    expect(run('apply', lines).err).toBe('look\nlook\n');
  });

  test('only the first line of a difference is told', () => {
    expect(run('check', "items=(a)\ndiffers_a() { printf 'one\\ntwo\\n'; }").out).toBe('differs: a: one\n');
  });

  test('a change that does not end the difference ends the step with 18', () => {
    const result = run('apply', "items=(a)\ndiffers_a() { echo 'a is off'; }\nchange_a() { :; }");
    expect(result.err).toBe(
      'error: a: after the change a is off; fix: find what reverts it on the host, then deploy again\n',
    );
    expect(result.code).toBe(18);
  });

  test('an item that a later one undoes ends the step with 18', () => {
    const result = run(
      'apply',
      `${flag}\nitems+=(b)\ndiffers_b() { [[ -e \${root}/b ]] || echo 'b is missing'; }\nchange_b() { touch "\${root}/b"; rm "\${root}/flag"; }`,
    );
    expect(result.err).toBe(
      'error: flag: at the end of the step flag is missing; fix: find what reverts it on the host, then deploy again\n',
    );
    expect(result.code).toBe(18);
    expect(existsSync(markerFile())).toBe(false);
  });

  test('a command that fails unexpectedly is named with its place, not with its values', () => {
    const result = run(
      'apply',
      `items=(a)\ndiffers_a() { echo off; }\nchange_a() { secret=hunter2; grep "\${secret}" /dev/null; }`,
    );
    expect(result.err).toBe(
      'error: script.sh stopped unexpectedly in a (exit 1 of: grep "${secret}" /dev/null, script.sh:5); ' +
        'fix: read the log, fix the cause, then deploy again\n',
    );
    expect(result.code).toBe(1);
  });

  test('another mode is refused', () => {
    expect(run('destroy', flag)).toEqual({
      code: 1,
      out: '',
      err: "error: mode 'destroy' is not known; fix: call the script with 'check' or 'apply'\n",
    });
  });

  test('inputs arrive as they were quoted', () => {
    expect(run('check', 'items=(a)\ndiffers_a() { echo "${NAME}"; }').out).toBe("differs: a: it's; $(x)\n");
  });
});

describe('the marker', () => {
  test('counts the runs that changed something, and stays untouched by those that did not', () => {
    run('apply', flag);
    expect(readFileSync(markerFile(), 'utf8')).toBe('{"inputs":{},"runCount":1}\n');
    run('apply', flag);
    expect(readFileSync(markerFile(), 'utf8')).toBe('{"inputs":{},"runCount":1}\n');
    rmSync(join(directory, 'flag'));
    run('apply', flag);
    expect(readFileSync(markerFile(), 'utf8')).toBe('{"inputs":{},"runCount":2}\n');
  });

  test('is written when other inputs were asked for, though nothing differed', () => {
    run('apply', flag);
    run('apply', flag, '{"inputs":{"a":"b"},"runCount":0}');
    expect(readFileSync(markerFile(), 'utf8')).toBe('{"inputs":{"a":"b"},"runCount":2}\n');
  });

  test('is not written by a step that failed, by a check, or by a step that has none', () => {
    run('apply', flag, '');
    expect(existsSync(join(directory, 'flag'))).toBe(true);
    run('check', flag);
    run('apply', 'items=(a)\ndiffers_a() { echo off; }\nchange_a() { :; }');
    expect(existsSync(markerFile())).toBe(false);
  });

  test('a half-written one from an earlier kill is replaced whole', () => {
    mkdirSync(join(directory, 'var/lib/nuclab/markers'), { recursive: true });
    writeFileSync(markerFile(), '{"inp');
    writeFileSync(markerFile().replace('base', '.base') + '.nuclab-new', '{"half');
    run('apply', flag);
    expect(readFileSync(markerFile(), 'utf8')).toBe('{"inputs":{},"runCount":1}\n');
    expect(readdirSync(join(directory, 'var/lib/nuclab/markers'))).toEqual(['base.json']);
  });
});

describe('write_file', () => {
  test('replaces the file in one rename after its content is on the disk', () => {
    const lines = `
sync() { echo "sync \${1##*/}: $(cat "\${root}/file")"; }
mv() { echo "mv \${2##*/} \${3##*/}"; command mv "$@"; }
items=(file)
differs_file() { grep -q new "\${root}/file" || echo 'file is old'; }
change_file() { echo new | write_file "\${root}/file" 0600; }`;
    writeFileSync(join(directory, 'file'), 'old\n');
    const calls = run('apply', lines, '').out.split('\n');
    expect(calls.slice(0, 2)).toEqual(['sync .file.nuclab-new: old', 'mv .file.nuclab-new file']);
  });

  test('gives the mode that was asked for, also to an equal file', () => {
    writeFileSync(join(directory, 'file'), 'same\n', { mode: 0o644 });
    const mode = 'stat -c %a "${root}/file"';
    const lines = `items=(f)\ndiffers_f() { [[ $(${mode}) == 600 ]] || echo open; }\nchange_f() { echo same | write_file "\${root}/file" 0600; }`;
    expect(run('apply', lines, '').code).toBe(0);
  });
});

describe('wait_for', () => {
  test('ends as soon as the command succeeds', () => {
    // The second look succeeds.
    const lines = `items=(a)\ndiffers_a() { [[ -e \${root}/a ]] || echo off; }
look() { ls "\${root}/a" || { touch "\${root}/a" && return 1; }; }
change_a() { wait_for 10 'the file' look; }`;
    const result = run('apply', lines, '');
    expect(result.out).toMatch(
      /^waiting: for the file \(last saw ls: cannot access .*, 10 s left\)\nchanged: a: off\n$/,
    );
  });

  test('ends the step with 17, what it waited for and what it last saw', () => {
    const lines = `items=(a)\ndiffers_a() { echo off; }\nchange_a() { wait_fix='press the button' wait_for 1 'the light' bash -c 'echo dark; exit 1'; }`;
    const result = run('apply', lines, '');
    expect(result.err).toBe('error: waited 1 s for the light, last saw dark; fix: press the button\n');
    expect(result.code).toBe(17);
  });
});

test('at_exit runs its command however the script ends', () => {
  const lines = `items=(a)\nat_exit 'touch "\${root}/cleaned"'\ndiffers_a() { echo off; }\nchange_a() { die 14 'no' 'yes'; }`;
  expect(run('apply', lines).code).toBe(14);
  expect(existsSync(join(directory, 'cleaned'))).toBe(true);
});
