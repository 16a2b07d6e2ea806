import { userInfo } from 'node:os';
import type { SshSettings } from '../../inventory/types';
import { sshContext, sshTarget } from '../../ssh/context';

const settings: SshSettings = { port: 22, knownHostsFile: 'known_hosts', sudo: 'passwordless' };
const env = { HOME: '/home/ada' };

describe('the SSH context of a lab', () => {
  test('resolves paths against the folder of lab.yaml and the home folder', () => {
    const ssh = { ...settings, identityFile: '~/.ssh/lab', knownHostsFile: 'keys/known_hosts' };
    expect(sshContext({ ssh }, '/labs/autumn', env)).toMatchObject({
      identityFile: '/home/ada/.ssh/lab',
      knownHostsFile: '/labs/autumn/keys/known_hosts',
      sudo: 'passwordless',
    });
    expect(
      sshContext({ ssh: { ...settings, knownHostsFile: '/etc/hosts' } }, '/labs', env).knownHostsFile,
    ).toBe('/etc/hosts');
  });

  test('names the usual keys only when no identity file is set', () => {
    expect(sshContext({ ssh: settings }, '/labs', env).defaultIdentityFiles).toEqual([
      '/home/ada/.ssh/id_ed25519',
      '/home/ada/.ssh/id_ecdsa',
      '/home/ada/.ssh/id_rsa',
    ]);
    const ssh = { ...settings, identityFile: 'key' };
    expect(sshContext({ ssh }, '/labs', env).defaultIdentityFiles).toBeUndefined();
  });

  test('uses an agent when there is one', () => {
    expect(sshContext({ ssh: settings }, '/labs', { ...env, SSH_AUTH_SOCK: '/run/agent' }).agentSocket).toBe(
      '/run/agent',
    );
    expect(sshContext({ ssh: settings }, '/labs', { ...env, SSH_AUTH_SOCK: '' }).agentSocket).toBeUndefined();
  });

  test('takes secrets from the environment', async () => {
    const given = { ...env, NUCLAB_SSH_PASSPHRASE: 'one', NUCLAB_SUDO_PASSWORD: 'two' };
    const context = sshContext({ ssh: settings }, '/labs', given);
    expect([await context.passphrase(), await context.sudoPassword()]).toEqual(['one', 'two']);
  });

  test('says how to give secrets where nobody can type', async () => {
    const context = sshContext({ ssh: { ...settings, identityFile: '~/key' } }, '/labs', env);
    await expect(context.passphrase()).rejects.toThrow(
      'NUCLAB_SSH_PASSPHRASE: the passphrase of /home/ada/key is needed, but there is no terminal to ask for it; ' +
        'fix: set NUCLAB_SSH_PASSPHRASE, or run ssh-add /home/ada/key',
    );
    await expect(context.passphrase()).rejects.toMatchObject({ kind: 'passphrase', exitCode: 5 });
    await expect(context.sudoPassword()).rejects.toThrow(
      'NUCLAB_SUDO_PASSWORD: the sudo password for the hosts is needed, but there is no terminal to ask for it; ' +
        'fix: set NUCLAB_SUDO_PASSWORD, or let the user run sudo without a password',
    );
    await expect(context.sudoPassword()).rejects.toMatchObject({ kind: 'sudo-password', exitCode: 6 });
  });

  test('logs in to the bastion as the user of the hosts unless it has its own', () => {
    const ssh = { ...settings, user: 'ada', bastion: { address: '192.0.2.1', port: 2222 } };
    const expected = { name: 'bastion', address: '192.0.2.1', port: 2222, user: 'ada' };
    expect(sshContext({ ssh }, '/labs', env).bastion).toEqual(expected);
    const own = { ...ssh, bastion: { ...ssh.bastion, user: 'gate' } };
    expect(sshContext({ ssh: own }, '/labs', env).bastion).toEqual({ ...expected, user: 'gate' });
  });
});

describe('the target of a host', () => {
  const host = { name: 'nuc01', address: '10.0.0.11' };

  test('prefers what the host says over what the lab says', () => {
    const ssh = { port: 22, user: 'ada' };
    expect(sshTarget(host, ssh)).toEqual({ ...host, port: 22, user: 'ada' });
    expect(sshTarget({ ...host, user: 'eve', port: 2222 }, ssh)).toEqual({
      ...host,
      port: 2222,
      user: 'eve',
    });
  });

  test('is the local user when nobody is named, as with OpenSSH', () => {
    expect(sshTarget(host, { port: 22 }).user).toBe(userInfo().username);
  });
});
