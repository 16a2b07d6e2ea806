import { agentIdentities, type AgentIdentity } from './agent';
import type { LoginMethod } from './client';
import { fingerprint } from './host-key';
import { readKeyFile, tryDecrypt, type ParsedKey } from './key-file';
import { SshError } from './ssh-error';
import type { SshContext } from './types';

/** A key that may be offered to a host. */
export interface Identity {
  /** For messages: `/home/ada/.ssh/id_ed25519 (SHA256:…)`. */
  readonly label: string;
  /** Whether opening it asks a person for a passphrase. */
  readonly interactive: boolean;
  /** The authentication method for a user; undefined when the key cannot be opened. */
  open(user: string): Promise<Exclude<LoginMethod, false> | undefined>;
}

export interface Identities {
  /** In the order in which they are tried. */
  readonly list: readonly Identity[];
  /** Why expected keys are not in the list. */
  readonly notes: readonly string[];
  /** Whether the list holds just the key named by `ssh.identityFile`. */
  readonly explicit: boolean;
}

const cache = new WeakMap<SshContext, Promise<Identities>>();

/** The keys of a context, read once: an encrypted key is not decrypted again for each host. */
export function identitiesOf(context: SshContext): Promise<Identities> {
  let identities = cache.get(context);
  if (identities === undefined) {
    identities = context.identityFile === undefined ? defaultIdentities(context) : explicitIdentity(context);
    cache.set(context, identities);
  }
  return identities;
}

async function explicitIdentity(context: SshContext): Promise<Identities> {
  const path = context.identityFile ?? '';
  const only = (identity: Identity): Identities => ({ list: [identity], notes: [], explicit: true });
  const file = await readKeyFile(path);
  switch (file.state) {
    case 'missing':
      throw keyFileError(path, 'does not exist', 'set ssh.identityFile in lab.yaml to your private key');
    case 'unusable':
      throw keyFileError(path, file.reason, file.fix);
    case 'open':
      return only(fileIdentity(path, file.publicKey, file.key));
    case 'public': {
      const held = await tryAgentIdentity(context, file.publicKey);
      if (held) return only(agentIdentity(held));
      throw keyFileError(
        path,
        'is a public key whose private key is not in the SSH agent',
        'run ssh-add with the private key, or set ssh.identityFile to the private key',
      );
    }
    case 'encrypted': {
      const held = file.publicKey && (await tryAgentIdentity(context, file.publicKey));
      if (held) return only(agentIdentity(held));
      const key = tryDecrypt(file.text, await context.passphrase());
      if (key) return only(fileIdentity(path, key.getPublicSSH(), key));
      throw new SshError({
        kind: 'passphrase',
        where: path,
        what: 'wrong passphrase',
        fix: `run it again with the right passphrase (NUCLAB_SSH_PASSPHRASE), or run ssh-add ${path} first`,
      });
    }
  }
}

async function defaultIdentities(context: SshContext): Promise<Identities> {
  const notes: string[] = [];
  let agentKeys: AgentIdentity[] = [];
  if (context.agentSocket !== undefined) {
    try {
      agentKeys = await agentIdentities(context.agentSocket);
    } catch (error) {
      notes.push((error as Error).message);
    }
  }
  const list = agentKeys.map(agentIdentity);
  const seen = new Set(agentKeys.map((key) => fingerprint(key.publicKey)));
  for (const path of context.defaultIdentityFiles ?? []) {
    const file = await readKeyFile(path);
    if (file.state === 'unusable') notes.push(`${path} ${file.reason}: ${file.fix}`);
    if (file.state !== 'open' && file.state !== 'encrypted') continue;
    if (file.publicKey !== undefined && seen.has(fingerprint(file.publicKey))) continue;
    list.push(
      file.state === 'open'
        ? fileIdentity(path, file.publicKey, file.key)
        : encryptedIdentity(path, file.text, file.publicKey, context),
    );
  }
  return { list, notes, explicit: false };
}

async function tryAgentIdentity(context: SshContext, publicKey: Buffer): Promise<AgentIdentity | undefined> {
  if (context.agentSocket === undefined) return undefined;
  const keys = await agentIdentities(context.agentSocket).catch(() => []);
  return keys.find((key) => key.publicKey.equals(publicKey));
}

function fileIdentity(path: string, publicKey: Buffer, key: ParsedKey): Identity {
  return {
    label: `${path} (${fingerprint(publicKey)})`,
    interactive: false,
    open: (username) => Promise.resolve({ type: 'publickey', username, key }),
  };
}

function agentIdentity(agent: AgentIdentity): Identity {
  const comment = agent.comment === '' ? '' : `${agent.comment} `;
  return {
    label: `agent key ${comment}(${fingerprint(agent.publicKey)})`,
    interactive: false,
    open: (username) => Promise.resolve({ type: 'agent', username, agent }),
  };
}

function encryptedIdentity(
  path: string,
  text: string,
  publicKey: Buffer | undefined,
  context: SshContext,
): Identity {
  let opened: Promise<ParsedKey | undefined> | undefined;
  return {
    label: `${path} (${publicKey === undefined ? 'encrypted' : fingerprint(publicKey)})`,
    interactive: true,
    async open(username) {
      opened ??= context.passphrase().then((passphrase) => tryDecrypt(text, passphrase));
      const key = await opened;
      return key && { type: 'publickey', username, key };
    },
  };
}

function keyFileError(path: string, what: string, fix: string): SshError {
  return new SshError({ kind: 'key-file', where: path, what, fix });
}
