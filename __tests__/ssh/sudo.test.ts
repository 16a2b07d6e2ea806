import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from '../../ssh/connect';
import type { ExecResult, SshContext } from '../../ssh/types';
import { stopTimeLimits } from '../support/fake-timers';
import { startFakeHost, type FakeHost } from './support/fake-host';
import { knownHostsLine, makeLab, type Lab } from './support/lab';

/** Behaves like sudo with `-n`, `-S`, `-p`: prompts on standard error, reads one line, drops its options. */
const fakeSudo = `#!/bin/bash
echo "$@" >> "$(dirname "$0")/sudo-arguments"
while [ "$1" != -- ]; do
  case "$1" in
    -n) mode=never ;;
    -S) mode=stdin ;;
    -p) prompt="$2"; shift ;;
  esac
  shift
done
shift
behaviour="$(cat "$(dirname "$0")/behaviour")"
case "$behaviour" in
  free) exec "$@" ;;
  asks)
    [ "$mode" = never ] && { echo 'sudo: a password is required' >&2; exit 1; }
    echo 'We trust you have received the usual lecture' >&2
    for attempt in 1 2 3; do
      printf '%s' "$prompt" >&2
      IFS= read -r line || { echo >&2; echo 'sudo: no password was provided' >&2; exit 1; }
      echo "$line" >> "$(dirname "$0")/passwords"
      [ "$line" = 'correct horse' ] && exec "$@"
      echo 'Sorry, try again.' >&2
    done
    echo 'sudo: 3 incorrect password attempts' >&2; exit 1 ;;
  *) echo "$behaviour" >&2; exit 1 ;;
esac
`;

describe('sudo', () => {
  let lab: Lab;
  let host: FakeHost;
  let bin: string;

  beforeAll(async () => {
    lab = makeLab();
    bin = `${lab.folder}/bin`;
    mkdirSync(bin);
    host = await startFakeHost({ hostKey: lab.hostKey, path: bin });
  });
  afterEach(() => jest.useRealTimers());
  beforeEach(() => {
    writeFileSync(`${bin}/sudo`, fakeSudo);
    chmodSync(`${bin}/sudo`, 0o755);
    for (const name of ['passwords', 'sudo-arguments']) rmSync(`${bin}/${name}`, { force: true });
  });
  afterAll(async () => {
    await host.stop();
    lab.remove();
  });

  const password = (text: string): Partial<SshContext> => ({
    sudo: 'password',
    sudoPassword: () => Promise.resolve(text),
  });
  const run = async (changes: Partial<SshContext>, behaviour: string, user = 'ada'): Promise<ExecResult> => {
    writeFileSync(`${bin}/behaviour`, behaviour);
    const context = lab.context([knownHostsLine(host.target, lab.hostKey)], changes);
    const session = await connect({ ...host.target, user }, context);
    try {
      return await session.exec('cat; echo done >&2', { timeoutSeconds: 60, sudo: true, stdin: 'payload\n' });
    } finally {
      await session.close();
    }
  };
  const clean = { exitCode: 0, stdout: 'payload\n', stderr: 'done\n' };

  test('without password passes the payload on', async () => {
    expect(await run({}, 'free')).toEqual(clean);
  });

  test('with password sends it at the prompt only, and the payload afterwards', async () => {
    expect(await run(password('correct horse'), 'asks')).toEqual(clean);
    expect(readFileSync(`${bin}/passwords`, 'utf8')).toBe('correct horse\n');
  });

  test('that does not ask gets no password, so the payload is not taken for one', async () => {
    const sudoPassword = jest.fn(() => Promise.resolve('unused'));
    expect(await run({ sudo: 'password', sudoPassword }, 'free')).toEqual(clean);
    expect(sudoPassword).not.toHaveBeenCalled();
  });

  test('never gets the password as an argument', async () => {
    await run(password('correct horse'), 'asks');
    expect(readFileSync(`${bin}/sudo-arguments`, 'utf8')).toMatch(/-S -p nuclab-sudo-[0-9a-f]{24} -- /);
    expect(readFileSync(`${bin}/sudo-arguments`, 'utf8')).not.toContain('correct horse');
    expect(host.commands.join('\n')).not.toContain('correct horse');
  });

  test('with a wrong password is tried once', async () => {
    const attempt = run(password('wrong horse'), 'asks');
    await expect(attempt).rejects.toThrow(
      `nuc01 (127.0.0.1:${host.target.port}): sudo did not accept the password of "ada"; it was tried once; ` +
        'fix: run it again with the right password (NUCLAB_SUDO_PASSWORD)',
    );
    await expect(attempt).rejects.toMatchObject({ kind: 'sudo-password', exitCode: 6 });
    await expect(attempt).rejects.not.toThrow('horse');
    expect(readFileSync(`${bin}/passwords`, 'utf8')).toBe('wrong horse\n');
  });

  test('is not used for root', async () => {
    expect(await run({}, 'free', 'root')).toEqual(clean);
    expect(existsSync(`${bin}/sudo-arguments`)).toBe(false);
  });

  test('time a person needs to type does not count', async () => {
    const sudoPassword = () => {
      jest.advanceTimersByTime(61_000);
      return Promise.resolve('correct horse');
    };
    writeFileSync(`${bin}/behaviour`, 'asks');
    const context = lab.context([knownHostsLine(host.target, lab.hostKey)], {
      sudo: 'password',
      sudoPassword,
    });
    const session = await connect(host.target, context);
    stopTimeLimits();
    expect(await session.exec('echo in', { timeoutSeconds: 60, sudo: true })).toMatchObject({
      stdout: 'in\n',
    });
    await session.close();
  });

  test('a prompt nobody can answer fails with the reason', async () => {
    const sudoPassword = () => Promise.reject(new Error('there is no terminal to ask on'));
    await expect(run({ sudo: 'password', sudoPassword }, 'asks')).rejects.toThrow(
      'there is no terminal to ask on',
    );
  });

  const passwordlessFix =
    'fix: set ssh.sudo to password in lab.yaml, or add "ada ALL=(ALL) NOPASSWD: ALL" to /etc/sudoers.d/nuclab on the host';

  test.each([
    ['asks', `sudo asks for the password of "ada"; ${passwordlessFix}`],
    [
      'sudo: interactive authentication is required',
      `sudo asks for the password of "ada"; ${passwordlessFix}`,
    ],
    [
      'sudo: A terminal is required to authenticate',
      `sudo asks for the password of "ada"; ${passwordlessFix}`,
    ],
    [
      'sudo: sorry, you must have a tty to run sudo',
      'sudo runs only on a terminal (requiretty); fix: add "Defaults:ada !requiretty" to /etc/sudoers.d/nuclab on the host',
    ],
    [
      'ada is not in the sudoers file.',
      '"ada" may not use sudo for this; fix: add "ada ALL=(ALL) NOPASSWD: ALL" to /etc/sudoers.d/nuclab on the host',
    ],
    [
      "sudo: I'm sorry ada. I'm afraid I can't do that",
      '"ada" may not use sudo for this; fix: add "ada ALL=(ALL) NOPASSWD: ALL" to /etc/sudoers.d/nuclab on the host',
    ],
    [
      'sudo: account validation failure, is your account locked?',
      'sudo ended with exit code 1 before the command started ("sudo: account validation failure, is your account locked?"); ' +
        'fix: run `sudo true` on the host to see why',
    ],
  ])('that says "%s" is explained', async (behaviour, text) => {
    const attempt = run({}, behaviour);
    await expect(attempt).rejects.toThrow(text);
    await expect(attempt).rejects.toMatchObject({ kind: 'sudo-refused', exitCode: 6 });
  });

  test('that is not installed is explained', async () => {
    rmSync(`${bin}/sudo`);
    const bare = await startFakeHost({
      hostKey: lab.hostKey,
      exec: (channel) => {
        channel.stderr.write('env: „sudo“: Datei oder Verzeichnis nicht gefunden\n');
        channel.exit(127);
        channel.end();
      },
    });
    const session = await connect(bare.target, lab.context([knownHostsLine(bare.target, lab.hostKey)]));
    await expect(session.exec('true', { timeoutSeconds: 60, sudo: true })).rejects.toThrow(
      'sudo is not installed; fix: install sudo on the host, or set ssh.user to root in lab.yaml',
    );
    await session.close();
    await bare.stop();
  });
});
