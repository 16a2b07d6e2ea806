import { createHash } from 'node:crypto';

/** Host key types ssh2 can verify, best first, with the signature algorithms that prove possession of each. */
const algorithmsByType: Readonly<Record<string, readonly string[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  // `ssh-rsa` itself signs with SHA-1, which OpenSSH no longer does.
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

/** Types of host keys nuclab can verify, best first. */
export const hostKeyTypes: readonly string[] = Object.keys(algorithmsByType);

/** Signature algorithms to offer so that the server shows a key of one of these types; other types are left out. */
export function hostKeyAlgorithms(types: Iterable<string>): string[] {
  const wanted = new Set(types);
  return hostKeyTypes.filter((type) => wanted.has(type)).flatMap((type) => algorithmsByType[type] ?? []);
}

/** `SHA256:…` as OpenSSH prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The type a public key says it is of, e.g. `ssh-ed25519`; undefined when it is no SSH public key. */
export function tryHostKeyType(key: Buffer): string | undefined {
  const type = tryReadFields(key)?.[0]?.toString('latin1');
  return type !== undefined && /^[a-z0-9@.-]+$/.test(type) ? type : undefined;
}

/** Size of the key in bits, as `ssh-keygen -l` shows it; 0 when it is unknown. */
export function hostKeyBits(key: Buffer): number {
  const [type, , modulus] = tryReadFields(key) ?? [];
  const name = type?.toString('latin1') ?? '';
  if (name === 'ssh-ed25519') return 256;
  const curve = /^ecdsa-sha2-nistp(\d+)$/.exec(name);
  if (curve) return Number(curve[1]);
  if (name !== 'ssh-rsa' || modulus === undefined) return 0;
  return BigInt(`0x0${modulus.toString('hex')}`).toString(2).length;
}

/** A line as `ssh-keygen -lf` prints it: `256 SHA256:… nuc01 (ED25519)`. */
export function describeHostKey(key: Buffer, comment: string): string {
  return `${hostKeyBits(key)} ${fingerprint(key)} ${comment} (${shortType(key)})`;
}

function shortType(key: Buffer): string {
  const type = tryHostKeyType(key) ?? 'unknown';
  return type
    .replace(/^ssh-/, '')
    .replace(/^ecdsa-.*/, 'ecdsa')
    .toUpperCase();
}

/** An SSH public key is a sequence of length-prefixed fields. */
function tryReadFields(key: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  let offset = 0;
  while (offset < key.length) {
    if (offset + 4 > key.length) return undefined;
    const end = offset + 4 + key.readUInt32BE(offset);
    if (end > key.length) return undefined;
    fields.push(key.subarray(offset + 4, end));
    offset = end;
  }
  return fields;
}
