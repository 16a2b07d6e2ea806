import { describeHostKey, fingerprint, hostKeyBits, tryHostKeyType } from './host-key';
import { readKnownHosts } from './host-key-check';
import { knownHostsName, lookUpHost, parseKnownHosts, type KnownHostKeys } from './known-hosts';
import { trustKeys } from './known-hosts-file';
import { mapHosts, type HostOutcome } from './map-hosts';
import { offeredKeys } from './offered-keys';
import { SshError } from './ssh-error';
import type { SshContext, SshTarget } from './types';

/** A host key in the form that people compare. */
export interface TrustKey {
  readonly type: string;
  readonly bits: number;
  readonly fingerprint: string;
  /** As `ssh-keygen -lf` prints it on the host: `256 SHA256:… nuc01 (ED25519)`. */
  readonly text: string;
}

export type TrustStatus =
  /** All keys were known already. */
  | 'trusted'
  /** New keys were written. */
  | 'added'
  /** Changed keys were written in place of the old ones. */
  | 'replaced'
  /** Shows keys other than the trusted ones, and replacing was not requested. */
  | 'changed'
  /** Shows a key that known_hosts revokes. */
  | 'revoked'
  /** The person said no. */
  | 'declined'
  /** Nobody could be asked. */
  | 'unasked'
  | 'unreachable';

export interface TrustResult {
  readonly target: SshTarget;
  readonly status: TrustStatus;
  /** What the host shows; empty when it is unreachable. */
  readonly keys: readonly TrustKey[];
  /** What was trusted for it and is no longer shown. */
  readonly oldKeys: readonly TrustKey[];
  /** Why it is unreachable, or why its lines could not be changed. */
  readonly error?: unknown;
}

export interface TrustRequest {
  /** In the order in which new lines are written. */
  readonly targets: readonly SshTarget[];
  /** The bastion, if any, comes first. */
  readonly context: SshContext;
  /** Whether changed keys may replace trusted ones. */
  readonly replace: boolean;
  /** Asked one host at a time; undefined when nobody can be asked. */
  readonly approve: (offer: TrustOffer) => Promise<boolean | undefined>;
  /** @default - not called */
  readonly onResult?: (result: TrustResult) => void;
}

export interface TrustOffer {
  readonly target: SshTarget;
  readonly keys: readonly TrustKey[];
  /** Not empty when the keys changed. */
  readonly oldKeys: readonly TrustKey[];
}

/** Hosts checked at the same time; each takes three connections. */
const atOnce = 20;

/**
 * Checks the keys of all hosts at once and writes the approved ones to known_hosts, host by host, so that an
 * interruption loses no approval. Rejects only when known_hosts cannot be read or written; the outcome of a host is in
 * its result.
 */
export async function trust(request: TrustRequest): Promise<TrustResult[]> {
  const { bastion } = request.context;
  const direct = { ...request.context };
  delete direct.bastion;
  const results: TrustResult[] = [];
  // To reach hosts behind the bastion, nuclab logs in to it, so it must be trusted first.
  if (bastion !== undefined) results.push(...(await trustAll(request, [bastion], direct)));
  const behind = request.targets.filter((target) => target !== bastion);
  results.push(...(await trustAll(request, behind, request.context)));
  return results;
}

async function trustAll(
  request: TrustRequest,
  targets: readonly SshTarget[],
  context: SshContext,
): Promise<TrustResult[]> {
  const outcomes = await mapHosts(targets, atOnce, (target) => offeredKeys(target, context));
  const results: TrustResult[] = [];
  for (const outcome of outcomes) {
    const result = await decide(request, outcome);
    request.onResult?.(result);
    results.push(result);
  }
  return results;
}

async function decide(
  request: TrustRequest,
  outcome: HostOutcome<SshTarget, Buffer[]>,
): Promise<TrustResult> {
  const target = outcome.host;
  if (outcome.value === undefined) {
    return { target, status: 'unreachable', keys: [], oldKeys: [], error: outcome.error };
  }
  const offered = outcome.value;
  const file = request.context.knownHostsFile;
  const known = lookUpHost(
    parseKnownHosts(await readKnownHosts(file)),
    knownHostsName(target.address, target.port),
  );
  const old = changedKeys(known, offered);
  const keys = offered.map((key) => describe(key, target));
  const oldKeys = old.map((key) => describe(key, target));
  const result = (status: TrustStatus, error?: unknown): TrustResult => ({
    target,
    status,
    keys,
    oldKeys,
    ...(error === undefined ? {} : { error }),
  });
  if (offered.some((key) => known.revoked.some((line) => line.key.equals(key)))) return result('revoked');
  if (old.length > 0 && !request.replace) return result('changed');
  // A key of another type beside a trusted one proves nothing and is not needed.
  if (old.length === 0 && known.trusted.length > 0) return result('trusted');
  const approved = await request.approve({ target, keys, oldKeys });
  if (approved !== true) return result(approved === undefined ? 'unasked' : 'declined');
  try {
    await trustKeys(file, { target, keys: offered, replace: request.replace });
  } catch (error) {
    if (error instanceof SshError && error.kind === 'changed-host-key') return result('changed', error);
    throw error;
  }
  return result(old.length > 0 ? 'replaced' : 'added');
}

/** Trusted keys that the host contradicts: it shows another key of their type, or none of the trusted types at all. */
function changedKeys(known: KnownHostKeys, offered: readonly Buffer[]): Buffer[] {
  const types = new Set(offered.map((key) => tryHostKeyType(key)));
  const missing = known.trusted.filter((line) => !offered.some((key) => key.equals(line.key)));
  const confirmed = known.trusted.filter((line) => offered.some((key) => key.equals(line.key)));
  // Two keys of one type may be trusted while a host changes keys; one of them is enough.
  const contradicted = missing.filter(
    (line) => types.has(line.type) && !confirmed.some((other) => other.type === line.type),
  );
  const lost = confirmed.length === 0 ? missing : contradicted;
  return lost.map((line) => line.key);
}

function describe(key: Buffer, target: SshTarget): TrustKey {
  return {
    type: tryHostKeyType(key) ?? 'unknown',
    bits: hostKeyBits(key),
    fingerprint: fingerprint(key),
    text: describeHostKey(key, target.name),
  };
}
