import { run } from '../../cli/program';
import { NuclabError } from '../../errors/nuclab-error';
import { runNuclab } from './run-nuclab';

const throwing = (error: unknown) => [
  {
    name: 'fail',
    load: () => ({
      register: (program: import('commander').Command) => {
        program
          .command('fail')
          .option('--json')
          .action(() => {
            throw error;
          });
      },
    }),
  },
];

async function stderrOf(error: unknown, errorExitCode?: 1): Promise<{ exitCode: number; stderr: string }> {
  let stderr = '';
  const spy = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
  const exitCode = await run(
    ['fail'],
    throwing(error).map((command) => ({ ...command, errorExitCode })),
  );
  spy.mockRestore();
  return { exitCode, stderr };
}

test('help lists the commands and is no error', async () => {
  const { exitCode, stdout, stderr } = await runNuclab('--help');
  expect(exitCode).toBe(0);
  expect(stderr).toBe('');
  for (const name of ['init', 'validate', 'schema']) expect(stdout).toContain(`\n  ${name} `);
});

test('the version is that of package.json', async () => {
  const { version } = jest.requireActual<{ version: string }>('../../package.json');
  expect(await runNuclab('--version')).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
});

test('without a command help goes to standard error and the exit code is 2', async () => {
  const { exitCode, stdout, stderr } = await runNuclab();
  expect(exitCode).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('Usage: nuclab');
});

test.each([
  [['validat'], "unknown command 'validat'; fix: write validate\n"],
  [['validate', '--jsn'], "unknown option '--jsn'; fix: write --json\n"],
  [
    ['validate', 'a', 'b'],
    "too many arguments for 'validate'. Expected 1 argument but got 2; fix: see `nuclab --help`\n",
  ],
])('a wrong command line is refused with exit code 2: %j', async (argv, message) => {
  expect(await runNuclab(...argv)).toEqual({ exitCode: 2, stdout: '', stderr: message });
});

test('a wrong command line is refused as JSON when JSON was asked for', async () => {
  const { exitCode, stdout } = await runNuclab('validate', '--json', '--fast');
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    ok: false,
    error: { what: "unknown option '--fast'" },
  });
});

test('an error that is known is printed without its stack, and gives its exit code', async () => {
  const error = new NuclabError({
    where: 'nuc01',
    what: 'does not respond',
    fix: 'switch it on',
    exitCode: 3,
  });
  expect(await stderrOf(error)).toEqual({
    exitCode: 3,
    stderr: 'nuc01: does not respond; fix: switch it on\n',
  });
});

test('an error that is not known says how to report it, and gives exit code 1', async () => {
  expect(await stderrOf(new TypeError('boom'))).toEqual({
    exitCode: 1,
    stderr: 'unexpected error: boom; fix: report it with the output of the same command and NUCLAB_DEBUG=1\n',
  });
});

test('only the file of the command that is asked for is loaded', async () => {
  const other = { name: 'other', load: jest.fn() };
  await stderrOf(new TypeError('boom'));
  const spy = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  await run(['fail'], [...throwing(new TypeError('boom')), other]);
  spy.mockRestore();
  expect(other.load).not.toHaveBeenCalled();
});

test('a command may give every error one code of its own, but for an interruption', async () => {
  const wrong = new NuclabError({ what: 'wrong', exitCode: 2 });
  expect(await stderrOf(wrong, 1)).toEqual({ exitCode: 1, stderr: 'wrong\n' });
  const stopped = new NuclabError({ what: 'stopped', exitCode: 130 });
  expect(await stderrOf(stopped, 1)).toEqual({ exitCode: 130, stderr: 'stopped\n' });
});
