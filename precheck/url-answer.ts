import type { Inventory } from '../inventory/types';
import type { UrlAnswer } from '../facts';
import { singleLine } from '../text/single-line';
import type { PrecheckFacts } from './rule';

/** curl's exit code for a name that does not resolve. */
const UNRESOLVED = 6;
const REASONS: Readonly<Record<number, string>> = {
  5: "the proxy's name does not resolve",
  [UNRESOLVED]: 'the name does not resolve',
  7: 'no connection',
  28: 'no answer within 3 s',
  35: 'the TLS handshake failed',
  60: 'its certificate is not trusted',
};
/** Registries of the images every lab runs: Kubernetes' own and flannel's. */
const REGISTRIES = ['registry.k8s.io', 'ghcr.io'];
/** A registry answers `GET /v2/` with 401 to say that a token is needed, which containerd fetches. */
const HERE_STATUSES = [401, 403];

/** Whether anything was there; undefined when the host has nothing to ask with. */
export function answered({ kind, status, error }: UrlAnswer): boolean | undefined {
  if (status === undefined) return error === undefined ? undefined : false;
  if (error === undefined) return undefined;
  return status < 400 || (kind !== 'repository' && HERE_STATUSES.includes(status));
}

export function isUnresolved({ error }: UrlAnswer): boolean {
  return error === UNRESOLVED;
}

/** `https://… answers HTTP 403 (through the proxy …)`. */
export function describe({ url, status, error, proxy }: UrlAnswer): string {
  const through = proxy === undefined ? '' : ` (through the proxy ${proxy})`;
  if (status !== undefined) return `${url} answers HTTP ${status}${through}`;
  return `${url} is not reachable${through}: ${REASONS[error ?? 0] ?? `curl error ${error}`}`;
}

/** URL of a registry's or mirror's `GET /v2/`. */
export function registryUrl(registry: string): string {
  const name = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  return name.includes('://') ? `${name.replace(/\/+$/, '')}/v2/` : `https://${name}/v2/`;
}

/** Each registry the deploy pulls from, with the URLs containerd would ask, in its order. */
export function registries(
  inventory: Inventory,
): { readonly registry: string; readonly places: readonly string[] }[] {
  return REGISTRIES.map((registry) => ({
    registry,
    places: [...(inventory.kubernetes.registryMirrors[registry] ?? []), registry].map(registryUrl),
  }));
}

/** Answers of the places of one registry, in the order they would be asked. */
export function answersOf({ reach }: PrecheckFacts, places: readonly string[]): UrlAnswer[] {
  return places.flatMap(
    (place) => reach.urls.find(({ kind, url }) => kind === 'image' && url === singleLine(place)) ?? [],
  );
}
