import { spawnSync } from 'node:child_process';
import { connect } from '../../ssh/connect';
import type { SshSession } from '../../ssh/types';
import { stopTimeLimits } from '../support/fake-timers';
import { until } from '../support/until';
import { makeKey } from './support/keys';
import { knownHostsLine, makeLab, type Lab } from './support/lab';
import { describeWithSshd, startSshd, type Sshd } from './support/sshd';

describeWithSshd('a session with a real OpenSSH server', () => {
  let lab: Lab;
  let sshd: Sshd;
  let session: SshSession;

  beforeAll(async () => {
    lab = makeLab();
    const rsa = makeKey(lab.folder, 'host_rsa', 'rsa');
    sshd = await startSshd({
      folder: `${lab.folder}/sshd`,
      hostKeys: [lab.hostKey, rsa],
      authorizedKeys: [lab.userKey],
      config: ['MaxSessions 10', 'AcceptEnv *'],
    });
    session = await connect(sshd.target, lab.context([knownHostsLine(sshd.target, rsa)]));
  });

  afterAll(async () => {
    await session.close();
    await sshd.stop();
    lab.remove();
  });

  afterEach(() => jest.useRealTimers());

  const exec = (command: string, stdin?: string) =>
    session.exec(command, { timeoutSeconds: 60, ...(stdin === undefined ? {} : { stdin }) });

  test('a host known by its rsa key alone is accepted, although it has an ed25519 key too', async () => {
    expect(await exec('echo hello; echo oops >&2; exit 3')).toEqual({
      exitCode: 3,
      stdout: 'hello\n',
      stderr: 'oops\n',
    });
  });

  test('standard input reaches the command unchanged and is closed', async () => {
    const text = `${'ü€😀 "quoted" $HOME \\ \n'.repeat(20_000)}no line feed at the end`;
    expect((await exec('cat', text)).stdout).toBe(text);
  });

  test('a command runs in the C locale, without terminal, and without the variables of this computer', async () => {
    process.env.NUCLAB_CANARY = 'secret';
    const { stdout } = await exec('echo "$LC_ALL"; tty; env');
    delete process.env.NUCLAB_CANARY;
    expect(stdout).toMatch(/^C\nnot a tty\n/);
    expect(stdout).not.toMatch(/NUCLAB_CANARY|SSH_AUTH_SOCK|SSH_TTY/);
  });

  test('more commands than channels wait for each other', async () => {
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, index) => exec(`sleep 0.1; echo ${index}`)),
    );
    expect(results.map(({ stdout }) => Number(stdout))).toEqual(
      Array.from({ length: 12 }, (_, index) => index),
    );
  });

  test('a command killed by a signal ends with the code the shell gives it', async () => {
    expect(await exec("sh -c 'kill -KILL $$'")).toMatchObject({ exitCode: 137 });
  });

  test('lines arrive whole while the command runs', async () => {
    const lines: string[] = [];
    const result = await session.exec('printf one; sleep 0.1; printf "!\\ntwo\\nthree"', {
      timeoutSeconds: 60,
      onStdoutLine: (line) => lines.push(line),
    });
    expect(lines).toEqual(['one!', 'two', 'three']);
    expect(result.stdout).toBe('one!\ntwo\nthree');
  });

  test('a command that takes too long is stopped, also on the host', async () => {
    const nap = 7000 + (process.pid % 1000) / 1000;
    stopTimeLimits();
    const running = session.exec(`echo started; sleep ${nap}`, {
      timeoutSeconds: 3,
      onStdoutLine: () => setImmediate(() => jest.advanceTimersByTime(3000)),
    });
    await expect(running).rejects.toThrow(
      `nuc01 (127.0.0.1:${sshd.target.port}): "echo started; sleep ${nap}" did not finish within 3 s (its last line was ` +
        '"started"); fix: check the load of the host, then run it again',
    );
    await expect(running).rejects.toMatchObject({ kind: 'command-timeout', exitCode: 3 });
    jest.useRealTimers();
    const naps = (): string => spawnSync('pgrep', ['-f', `[s]leep ${nap}`], { encoding: 'utf8' }).stdout;
    await until(() => naps() === '', 'the end of it on the host');
  });

  test('aborting ends a command', async () => {
    const controller = new AbortController();
    const running = session.exec('sleep 30', { timeoutSeconds: 60, signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 100);
    await expect(running).rejects.toThrow('stopped before the command ended; fix: run it again');
    await expect(running).rejects.toMatchObject({ kind: 'aborted', exitCode: 130 });
  });
});

describeWithSshd('a real OpenSSH server that is killed', () => {
  test('makes a running command fail instead of succeed', async () => {
    const lab = makeLab();
    const sshd = await startSshd({
      folder: `${lab.folder}/sshd`,
      hostKeys: [lab.hostKey],
      authorizedKeys: [lab.userKey],
    });
    const session = await connect(sshd.target, lab.context([knownHostsLine(sshd.target, lab.hostKey)]));
    // Above the shell is timeout, and above that the sshd process of this session.
    const running = session.exec('read -r _ _ _ sshd _ < /proc/$PPID/stat; kill -KILL $sshd; sleep 0.2', {
      timeoutSeconds: 60,
    });
    await expect(running).rejects.toThrow(
      /connection lost \(.+\); fix: check the power and network of nuc01, then run it again/,
    );
    await expect(running).rejects.toMatchObject({ kind: 'transport', exitCode: 3 });
    await expect(session.exec('true', { timeoutSeconds: 60 })).rejects.toMatchObject({ kind: 'transport' });
    await session.close();
    await sshd.stop();
    lab.remove();
  });
});
