import { terraformProblem, type FailedRun } from '../../terraform/terraform-problem';
import type { Diagnostic } from '../../terraform/ui-message';

const error = (summary: string, detail = ''): Diagnostic => ({ severity: 'error', summary, detail });
const message = (errors: readonly Diagnostic[], props: Partial<FailedRun> = {}): string =>
  terraformProblem({
    program: 'tofu',
    subcommand: 'plan',
    directory: 'cdktf.out/stacks/lab',
    errors,
    text: '',
    exitCode: 1,
    ...props,
  }).message;

test('the holder of a PostgreSQL lock is not named: Terraform shows the one who asked', () => {
  const detail = [
    'Error message: Workspace is already locked: default',
    'Lock Info:',
    '  ID:        51d0b6b4-0000-0000-0000-000000000000',
    '  Path:      ',
    '  Operation: OperationTypePlan',
    '  Who:       me@here',
    '  Version:   1.11.4',
    '  Created:   2026-11-21 11:58:42.939601644 +0000 UTC',
  ].join('\n');
  expect(message([error('Error acquiring the state lock', detail)])).toBe(
    'the state is locked by another run; its backend does not say whose; fix: wait until it has finished, then run it again',
  );
});

test('neither is the holder of a web server’s lock, but the lock that is to be freed is', () => {
  const detail =
    'Error message: HTTP remote state already locked: ID=11111111-1111\nLock Info:\n  ID:        22222222-2222\n  Who:       bert@desk\n';
  expect(message([error('Error acquiring the state lock', detail)])).toMatch(
    /^the state is locked by another run; its backend does not say whose; fix: wait until it has finished, then run it again; if it was killed, run `tofu force-unlock 11111111-1111` in \S+$/,
  );
});

test('a lock that cannot be asked for is a backend that does not respond', () => {
  const detail =
    'Error message: Post "http://10.0.0.5/lock": dial tcp 10.0.0.5:80: i/o timeout\n\nTerraform acquires';
  expect(message([error('Error acquiring the state lock', detail)])).toBe(
    'the backend of the state does not respond: dial tcp 10.0.0.5:80: i/o timeout; fix: check the network and backend in lab.yaml, then run it again',
  );
});

test('a plan made with other providers is stale', () => {
  const detail =
    'The given plan file was created with a different set of external dependency selections than the current configuration.';
  expect(message([error('Inconsistent dependency lock file', detail)])).toBe(
    'the saved plan is stale: it was made with different providers; fix: run `nuclab plan` again, review it and apply that plan',
  );
});

test('a network error of a resource is no trouble of the backend', () => {
  const wrong = { ...error('Provider error', 'dial tcp: no such host'), address: 'null_resource.nuc01_base' };
  expect(message([wrong])).toBe(
    'tofu plan: null_resource.nuc01_base: Provider error: dial tcp: no such host; fix: run `tofu plan` in cdktf.out/stacks/lab to see all of it',
  );
});

test('the first of several errors is told with the number of the others', () => {
  expect(message([error('First', 'of\nall'), error('Second'), error('Third')])).toBe(
    'tofu plan: First: of all (and 2 more); fix: run `tofu plan` in cdktf.out/stacks/lab to see all of it',
  );
});

test.each([
  ['\u2577\n\u2502 Error: Out of\n\u2502 luck\n\u2575\n', 1, 'ended with exit code 1: Out of luck'],
  ['panic: something\nlast words\n', 11, 'ended with exit code 11: last words'],
  ['', 1, 'ended with exit code 1'],
  ['', undefined, 'was killed'],
])('without a diagnostic the plain text has to do (%j, %s)', (text, exitCode, what) => {
  expect(message([], { text, exitCode })).toBe(
    `tofu plan: ${what}; fix: run \`tofu plan\` in cdktf.out/stacks/lab to see all of it`,
  );
});
