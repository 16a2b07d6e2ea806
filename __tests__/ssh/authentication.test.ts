import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { connect } from '../../ssh/connect';
import { SshError } from '../../ssh/ssh-error';
import type { SshContext } from '../../ssh/types';
import { until } from '../support/until';
import { startFakeHost, type FakeHost } from './support/fake-host';
import { makeKey, type KeyPair } from './support/keys';
import { knownHostsLine, makeLab, type Lab } from './support/lab';
import { describeWithSshd, startSshd, type Sshd } from './support/sshd';

describeWithSshd('authentication', () => {
  let lab: Lab;
  let sshd: Sshd;
  let agent: ChildProcess;
  let agentSocket: string;
  let encrypted: KeyPair;
  let stranger: KeyPair;
  let rsa: KeyPair;

  beforeAll(async () => {
    lab = makeLab();
    encrypted = makeKey(lab.folder, 'encrypted', 'ed25519', 'open sesame');
    stranger = makeKey(lab.folder, 'stranger');
    rsa = makeKey(lab.folder, 'rsa', 'rsa');
    const authorizedKeys = [lab.userKey, encrypted, rsa];
    sshd = await startSshd({
      folder: `${lab.folder}/sshd`,
      hostKeys: [lab.hostKey],
      authorizedKeys,
      config: ['MaxAuthTries 3'],
    });
    agentSocket = `${lab.folder}/agent`;
    agent = spawn('ssh-agent', ['-D', '-a', agentSocket], { stdio: 'ignore' });
    await until(() => existsSync(agentSocket), 'the agent');
  });

  afterAll(async () => {
    agent.kill();
    await sshd.stop();
    lab.remove();
  });

  afterEach(() => {
    sshAdd('-D');
  });

  const sshAdd = (...args: string[]) =>
    execFileSync('ssh-add', ['-q', ...args], {
      env: { ...process.env, SSH_AUTH_SOCK: agentSocket },
      stdio: 'ignore',
    });
  const context = (changes: Partial<SshContext>) =>
    lab.context([knownHostsLine(sshd.target, lab.hostKey)], changes);
  const withoutIdentity = (changes: Partial<SshContext>): SshContext => {
    const { knownHostsFile, sudo, passphrase, sudoPassword } = context({});
    return { knownHostsFile, sudo, passphrase, sudoPassword, ...changes };
  };
  const logsIn = async (using: SshContext): Promise<void> => {
    const session = await connect(sshd.target, using);
    await session.close();
  };
  const where = () => `nuc01 (127.0.0.1:${sshd.target.port})`;
  const username = userInfo().username;

  test('works with an identity file, also of type rsa', async () => {
    await logsIn(context({}));
    await logsIn(context({ identityFile: rsa.path }));
  });

  test('asks for the passphrase of an encrypted key once, for all hosts', async () => {
    let asked = 0;
    const passphrase = () => Promise.resolve((asked += 1) === 1 ? 'open sesame' : 'asked twice');
    const using = context({ identityFile: encrypted.path, passphrase });
    await Promise.all([logsIn(using), logsIn(using)]);
    expect(asked).toBe(1);
  });

  test('tells a wrong passphrase from a refused key', async () => {
    const using = context({ identityFile: encrypted.path, passphrase: () => Promise.resolve('wrong') });
    await expect(logsIn(using)).rejects.toThrow(
      `${encrypted.path}: wrong passphrase; fix: run it again with the right passphrase (NUCLAB_SSH_PASSPHRASE), ` +
        `or run ssh-add ${encrypted.path} first`,
    );
    await expect(logsIn(using)).rejects.toMatchObject({ kind: 'passphrase', exitCode: 5 });
  });

  test('needs no passphrase when the agent holds the encrypted key', async () => {
    chmodSync(encrypted.path, 0o600);
    const askpass = `${lab.folder}/askpass`;
    execFileSync('sh', ['-c', `printf '#!/bin/sh\\necho open sesame\\n' > ${askpass}; chmod 700 ${askpass}`]);
    execFileSync('ssh-add', ['-q', encrypted.path], {
      env: { ...process.env, SSH_AUTH_SOCK: agentSocket, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force' },
      stdio: 'ignore',
    });
    await logsIn(context({ identityFile: encrypted.path, agentSocket }));
  });

  test('uses the key of the agent that an identity file names by its public half', async () => {
    const identityFile = `${rsa.path}.pub`;
    await expect(logsIn(context({ identityFile, agentSocket }))).rejects.toThrow(
      `${identityFile}: is a public key whose private key is not in the SSH agent; ` +
        'fix: run ssh-add with the private key, or set ssh.identityFile to the private key',
    );
    sshAdd(rsa.path);
    await logsIn(context({ identityFile, agentSocket }));
  });

  test('refuses a key file that others can read', async () => {
    chmodSync(stranger.path, 0o644);
    const attempt = logsIn(context({ identityFile: stranger.path }));
    await expect(attempt).rejects.toThrow(
      `${stranger.path}: is accessible to other users (mode 644); fix: run chmod 600 ${stranger.path}`,
    );
    await expect(attempt).rejects.toMatchObject({ kind: 'key-file', exitCode: 5 });
    chmodSync(stranger.path, 0o600);
  });

  test('names a key file that is missing or no key', async () => {
    await expect(logsIn(context({ identityFile: '/nowhere/key' }))).rejects.toThrow(
      '/nowhere/key: does not exist; fix: set ssh.identityFile in lab.yaml to your private key',
    );
    const identityFile = `${lab.folder}/askpass`;
    await expect(logsIn(context({ identityFile }))).rejects.toThrow(
      `${identityFile}: is not a usable private key (Unsupported key format); ` +
        'fix: use a key in OpenSSH or PEM format of type ed25519, ecdsa or rsa',
    );
  });

  test('offers only the identity file when there is one, and says what was refused', async () => {
    sshAdd(lab.userKey.path);
    const attempt = logsIn(context({ identityFile: stranger.path, agentSocket }));
    await expect(attempt).rejects.toThrow(
      `${where()}: user "${username}" was refused: tried ${stranger.path} (${stranger.fingerprint}); the host accepts ` +
        `publickey; fix: add the public key to ~/.ssh/authorized_keys of "${username}" on the host, or set ssh.user in lab.yaml`,
    );
    await expect(attempt).rejects.toMatchObject({ kind: 'authentication', exitCode: 5 });
  });

  test('tries the keys of the agent, then the usual files', async () => {
    sshAdd(stranger.path);
    await logsIn(
      withoutIdentity({ agentSocket, defaultIdentityFiles: ['/nowhere/id_ed25519', lab.userKey.path] }),
    );
  });

  test('opens an encrypted usual file only when it comes to it', async () => {
    const passphrase = jest.fn(() => Promise.resolve('open sesame'));
    await logsIn(withoutIdentity({ passphrase, defaultIdentityFiles: [lab.userKey.path, encrypted.path] }));
    expect(passphrase).not.toHaveBeenCalled();
    await logsIn(withoutIdentity({ passphrase, defaultIdentityFiles: [stranger.path, encrypted.path] }));
    expect(passphrase).toHaveBeenCalledTimes(1);
  });

  test('says which usual files were not used and why', async () => {
    chmodSync(stranger.path, 0o640);
    const defaultIdentityFiles = [stranger.path, encrypted.path];
    const passphrase = () => Promise.resolve('wrong');
    const socket = `${lab.folder}/no-agent`;
    await expect(
      logsIn(withoutIdentity({ passphrase, defaultIdentityFiles, agentSocket: socket })),
    ).rejects.toThrow(
      `user "${username}" was refused: no key to try; not used: no SSH agent responds at ${socket}, ${stranger.path} is ` +
        `accessible to other users (mode 640): run chmod 600 ${stranger.path}, ${encrypted.path} (${encrypted.fingerprint}): ` +
        'wrong passphrase; fix: set ssh.identityFile in lab.yaml, or add your key with ssh-add',
    );
    chmodSync(stranger.path, 0o600);
  });

  test('says why nobody could be asked for the passphrase of a usual file', async () => {
    const defaultIdentityFiles = [encrypted.path];
    const where = 'NUCLAB_SSH_PASSPHRASE';
    const error = new SshError({ kind: 'passphrase', where, what: 'there is no terminal', fix: 'set it' });
    const nobody = withoutIdentity({ defaultIdentityFiles, passphrase: () => Promise.reject(error) });
    await expect(logsIn(nobody)).rejects.toBe(error);
    const broken = withoutIdentity({
      defaultIdentityFiles,
      passphrase: () => Promise.reject(new Error('broken')),
    });
    await expect(logsIn(broken)).rejects.toThrow(
      'was refused: no key to try; not used: broken; fix: set ssh.identityFile',
    );
  });

  test('explains that a host gives up when an agent has too many keys', async () => {
    for (let index = 0; index < 4; index++) sshAdd(makeKey(lab.folder, `agent${index}`).path);
    await expect(logsIn(withoutIdentity({ agentSocket }))).rejects.toThrow(
      /refused \(Too many authentication failures\): tried agent key .+; fix: set ssh\.identityFile in lab\.yaml, so that only this key is offered$/,
    );
    await logsIn(context({ agentSocket }));
  });

  test('explains that there is no key at all', async () => {
    await expect(logsIn(withoutIdentity({}))).rejects.toThrow(
      `user "${username}" was refused: no key to try; fix: set ssh.identityFile in lab.yaml, or add your key with ssh-add`,
    );
  });

  test('never puts a passphrase or a key into an error', async () => {
    const using = context({ identityFile: encrypted.path, passphrase: () => Promise.resolve('canary') });
    const error: unknown = await logsIn(using).catch((reason: unknown) => reason);
    expect(JSON.stringify([error, String(error), (error as Error).stack])).not.toMatch(/canary|PRIVATE KEY/);
  });
});

describe('a host that lets nobody in', () => {
  let lab: Lab;
  let host: FakeHost;

  afterEach(async () => {
    await host.stop();
    lab.remove();
  });

  test('because it is still starting is reported as unreachable', async () => {
    lab = makeLab();
    const banner = 'System is booting up. Unprivileged users are not permitted to log in yet.\r\n';
    host = await startFakeHost({
      hostKey: lab.hostKey,
      banner,
      authenticate: (context) => {
        context.reject(['publickey']);
      },
    });
    const attempt = connect(host.target, lab.context([knownHostsLine(host.target, lab.hostKey)]));
    await expect(attempt).rejects.toThrow(
      'it does not accept logins yet ("System is booting up. Unprivileged users are not permitted to log in yet."); ' +
        'fix: wait until it has started up, then run it again',
    );
    await expect(attempt).rejects.toMatchObject({ kind: 'unreachable' });
    rmSync(lab.folder, { recursive: true, force: true });
  });

  test('without a second factor is explained', async () => {
    lab = makeLab();
    host = await startFakeHost({
      hostKey: lab.hostKey,
      authenticate: (context) => {
        context.reject(['keyboard-interactive'], true);
      },
    });
    await expect(
      connect(host.target, lab.context([knownHostsLine(host.target, lab.hostKey)])),
    ).rejects.toThrow(
      /the host accepts keyboard-interactive; fix: let this key log in without a second factor on the host$/,
    );
  });
});
