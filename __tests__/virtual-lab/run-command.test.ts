import { mustRun, run } from '../../virtual-lab/run-command';

const options = { what: 'a test', timeoutSeconds: 10 };

test('gives input and environment and keeps what is printed', async () => {
  const command = 'cat; printf %s "$WHO" >&2';
  const result = await run('sh', ['-c', command], { ...options, input: 'in', env: { WHO: 'me' } });
  expect(result).toMatchObject({
    code: 0,
    stdout: 'in',
    stderr: 'me',
    output: expect.stringMatching(/^(inme|mein)$/),
  });
});

test("fails with the script's own last line", async () => {
  const script = 'echo "lab: working" >&2; echo "lab: error: no disk: buy one" >&2; exit 1';
  await expect(mustRun('sh', ['-c', script], options)).rejects.toThrow(/^no disk: buy one$/);
});

test('fails with what was done when the command says nothing', async () => {
  await expect(mustRun('sh', ['-c', 'exit 3'], options)).rejects.toThrow('a test: sh ended with exit code 3');
});

test('takes other exit codes as an answer when told to', async () => {
  expect((await mustRun('sh', ['-c', 'exit 4'], { ...options, accept: [0, 4] })).code).toBe(4);
});

test('gives up when time is over and says what it waited for', async () => {
  await expect(run('sleep', ['20'], { ...options, timeoutSeconds: 0.1 })).rejects.toThrow(
    'gave up after 0.1 s waiting for a test (sleep)',
  );
});

test('names a command that is not there', async () => {
  await expect(run('no-such-command', [], options)).rejects.toThrow('could not start no-such-command');
});

test('takes any exit code as a result when nobody insists', async () => {
  expect((await run('sh', ['-c', 'exit 5'], options)).code).toBe(5);
});

test('fails with the end of what a program printed', async () => {
  await expect(mustRun('sh', ['-c', 'seq 20; exit 1'])).rejects.toThrow(
    /^sh -c seq 20; exit 1 ended with exit code 1:\n6\n7\n[^]*20$/,
  );
});
