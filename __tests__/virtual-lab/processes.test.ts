import { run } from '../../virtual-lab/processes';

const options = { what: 'a test', timeoutSeconds: 10, quiet: true };

test('gives input and environment and keeps what is printed', async () => {
  const command = 'cat; printf %s "$WHO" >&2';
  const result = await run('sh', ['-c', command], { ...options, input: 'in', env: { WHO: 'me' } });
  expect(result).toEqual({ code: 0, stdout: 'in', stderr: 'me' });
});

test("fails with the script's own last line", async () => {
  const script = 'echo "lab: working" >&2; echo "lab: error: no disk: buy one" >&2; exit 1';
  await expect(run('sh', ['-c', script], options)).rejects.toThrow(/^no disk: buy one$/);
});

test('fails with what was done when the command says nothing', async () => {
  await expect(run('sh', ['-c', 'exit 3'], options)).rejects.toThrow('a test: sh ended with exit code 3');
});

test('takes other exit codes as an answer when told to', async () => {
  expect((await run('sh', ['-c', 'exit 4'], { ...options, accept: [0, 4] })).code).toBe(4);
});

test('gives up when time is over and says what it waited for', async () => {
  await expect(run('sleep', ['20'], { ...options, timeoutSeconds: 0.1 })).rejects.toThrow(
    'gave up after 0.1 s waiting for a test (sleep)',
  );
});

test('names a command that is not there', async () => {
  await expect(run('no-such-command', [], options)).rejects.toThrow('could not start no-such-command');
});
