import { parseRunnerFailure, runnerExitCode } from '../../../plans/applying/runner-failure';

const id = 'nuc02/base';

test('cause, fix and log are what the runner ends with', () => {
  const lines = [
    'nuc02/base: swap is still on; fix: look for what sets it back on the host, then deploy again',
    'log: logs/nuc02/base.log',
  ];
  expect(parseRunnerFailure(id, lines)).toEqual({
    what: 'swap is still on',
    fix: 'look for what sets it back on the host, then deploy again',
    log: 'logs/nuc02/base.log',
  });
});

test('a cause may have semicolons and a second line', () => {
  const lines = ['nuc02/base: it said a; b', 'and c; fix: fix c'];
  expect(parseRunnerFailure(id, lines)).toEqual({ what: 'it said a; b and c', fix: 'fix c' });
});

test('of a crash the error is shown, not the line of the program', () => {
  const lines = [
    'node:internal/modules/cjs/loader:1247',
    '  throw err;',
    "Error: Cannot find module 'x'",
    '    at main',
  ];
  expect(parseRunnerFailure(id, lines)).toEqual({
    what: "Error: Cannot find module 'x'",
    fix: 'read the log, fix the cause, then run `nuclab plan`',
  });
});

test('a runner that said nothing has no failure to show', () => {
  expect(parseRunnerFailure(id, [])).toBeUndefined();
});

test('the exit code is read from what Terraform says of the program, not from what the program printed', () => {
  const said = (how: string): string =>
    `Error running command 'nuc02/base': ${how}. Output: exit status 9.\n`;
  expect(runnerExitCode(said('exit status 8'))).toBe(8);
  expect(runnerExitCode(said('exit status 130'))).toBe(130);
  expect(runnerExitCode(said('signal: killed'))).toBeUndefined();
});
