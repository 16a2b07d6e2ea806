import { readFile, stat } from 'node:fs/promises';
import { utils, type ParsedKey } from 'ssh2';

export type { ParsedKey };

/** A key file, as far as it can be read without a passphrase. */
export type KeyFile =
  | { readonly state: 'missing' }
  /** `reason` completes the sentence "PATH …"; `fix` is an imperative sentence. */
  | { readonly state: 'unusable'; readonly reason: string; readonly fix: string }
  | { readonly state: 'public'; readonly publicKey: Buffer }
  | { readonly state: 'open'; readonly key: ParsedKey; readonly publicKey: Buffer }
  /** The public half of an encrypted key is known when the file or the `.pub` beside it contains it. */
  | { readonly state: 'encrypted'; readonly text: string; readonly publicKey?: Buffer };

/** Reads a private or public key file; never throws because of its content. */
export async function readKeyFile(path: string): Promise<KeyFile> {
  let text: string;
  let mode: number;
  try {
    mode = (await stat(path)).mode;
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return { state: 'missing' };
    return {
      state: 'unusable',
      reason: `cannot be read (${code})`,
      fix: `make ${path} readable for your user`,
    };
  }
  const key = parse(text);
  if (!(key instanceof Error) && !key.isPrivateKey())
    return { state: 'public', publicKey: key.getPublicSSH() };
  if ((mode & 0o077) !== 0) {
    const octal = (mode & 0o777).toString(8);
    return {
      state: 'unusable',
      reason: `is accessible to other users (mode ${octal})`,
      fix: `run chmod 600 ${path}`,
    };
  }
  if (!(key instanceof Error)) return { state: 'open', key, publicKey: key.getPublicSSH() };
  if (!/no passphrase given/i.test(key.message)) {
    return {
      state: 'unusable',
      reason: `is not a usable private key (${key.message})`,
      fix: 'use a key in OpenSSH or PEM format of type ed25519, ecdsa or rsa',
    };
  }
  const publicKey = tryOpenSshPublicHalf(text) ?? (await tryReadPublicFile(`${path}.pub`));
  return { state: 'encrypted', text, ...(publicKey === undefined ? {} : { publicKey }) };
}

/** The private key behind a passphrase; undefined when the passphrase is wrong. */
export function tryDecrypt(text: string, passphrase: string): ParsedKey | undefined {
  const key = parse(text, passphrase);
  return key instanceof Error || !key.isPrivateKey() ? undefined : key;
}

function parse(text: string, passphrase?: string): ParsedKey | Error {
  const parsed: ParsedKey | ParsedKey[] | Error = utils.parseKey(text, passphrase);
  if (!Array.isArray(parsed)) return parsed;
  return parsed[0] ?? new Error('no key in it');
}

/** OpenSSH keeps the public half unencrypted at the start of an encrypted key. */
function tryOpenSshPublicHalf(text: string): Buffer | undefined {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/.exec(text)?.[1];
  if (body === undefined) return undefined;
  const data = Buffer.from(body, 'base64');
  // "openssh-key-v1\0", then cipher, kdf, kdf options, number of keys, first public key.
  let offset = 15;
  const next = (): Buffer => {
    const length = data.readUInt32BE(offset);
    offset += 4 + length;
    return data.subarray(offset - length, offset);
  };
  try {
    next();
    next();
    next();
    offset += 4;
    return next();
  } catch {
    return undefined;
  }
}

async function tryReadPublicFile(path: string): Promise<Buffer | undefined> {
  try {
    const key = parse(await readFile(path, 'utf8'));
    return key instanceof Error ? undefined : key.getPublicSSH();
  } catch {
    return undefined;
  }
}
