import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import type { Host, SshSettings } from '../inventory/types';
import type { ManifestHost, ManifestSsh } from '../manifest/manifest';
import { askSecret, type SecretRequest } from './prompt';
import type { SshContext, SshTarget } from './types';

const defaultKeys = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/** Typed answers by question: each is asked once per process, however many hosts need it. */
const answers = new Map<string, Promise<string>>();

/**
 * What is needed to open sessions to a lab's hosts.
 *
 * @param lab the inventory or a stack's steps.json
 * @param labDirectory folder of lab.yaml; paths in it are relative to it
 * @param env HOME, SSH_AUTH_SOCK, NUCLAB_SSH_PASSPHRASE and NUCLAB_SUDO_PASSWORD are read
 */
export function sshContext(
  lab: { readonly ssh: SshSettings | ManifestSsh },
  labDirectory: string,
  env: NodeJS.ProcessEnv = process.env,
): SshContext {
  const { ssh } = lab;
  const home = env.HOME ?? homedir();
  const path = (text: string): string => resolvePath(text, labDirectory, home);
  const identityFile = ssh.identityFile === undefined ? undefined : path(ssh.identityFile);
  return {
    knownHostsFile: path(ssh.knownHostsFile),
    ...(identityFile === undefined
      ? { defaultIdentityFiles: defaultKeys.map((name) => join(home, '.ssh', name)) }
      : { identityFile }),
    ...(env.SSH_AUTH_SOCK ? { agentSocket: env.SSH_AUTH_SOCK } : {}),
    ...(ssh.bastion === undefined ? {} : { bastion: sshTarget({ name: 'bastion', ...ssh.bastion }, ssh) }),
    sudo: ssh.sudo,
    passphrase: secret(env, {
      label: identityFile === undefined ? 'passphrase of the SSH key' : `passphrase of ${identityFile}`,
      variable: 'NUCLAB_SSH_PASSPHRASE',
      kind: 'passphrase',
      fix: `set NUCLAB_SSH_PASSPHRASE, or run ssh-add ${identityFile ?? ''}`.trim(),
    }),
    sudoPassword: secret(env, {
      label: 'sudo password for the hosts',
      variable: 'NUCLAB_SUDO_PASSWORD',
      kind: 'sudo-password',
      fix: 'set NUCLAB_SUDO_PASSWORD, or let the user run sudo without a password',
    }),
  };
}

/** Where a host is reached and as whom; as OpenSSH, the local user name when none is set. */
export function sshTarget(
  host: Pick<Host | ManifestHost, 'name' | 'address' | 'user' | 'port'>,
  ssh: Pick<SshSettings | ManifestSsh, 'user' | 'port'>,
): SshTarget {
  return {
    name: host.name,
    address: host.address,
    port: host.port ?? ssh.port,
    user: host.user ?? ssh.user ?? userInfo().username,
  };
}

function resolvePath(text: string, labDirectory: string, home: string): string {
  if (text === '~' || text.startsWith('~/')) return join(home, text.slice(1));
  return resolve(labDirectory, text);
}

function secret(env: NodeJS.ProcessEnv, request: SecretRequest): () => Promise<string> {
  return () => {
    const given = env[request.variable];
    if (given !== undefined) return Promise.resolve(given);
    let answer = answers.get(request.label);
    if (answer === undefined) {
      answer = askSecret(request);
      answers.set(request.label, answer);
    }
    return answer;
  };
}
