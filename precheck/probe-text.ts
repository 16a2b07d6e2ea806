import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Inventory } from '../inventory/types';
import { shellQuote } from '../rendering/shell-quote';
import { assetsDirectory } from '../manifest/program';
import { probedUrls } from './url-answer';

/**
 * What is sent to each host's standard input: probe-host.sh with the addresses and URLs to try before it. They travel in
 * the text, not in arguments, where other users of the host could read them.
 */
export function probeText(inventory: Inventory): string {
  const peers = inventory.hosts.map((host) => `${host.address} ${host.port ?? inventory.ssh.port}`);
  const urls = probedUrls(inventory).map(({ kind, url }) => `${kind} ${url}`);
  return [
    `PROBE_PEERS=${shellQuote(peers.join('\n'))}`,
    `PROBE_URLS=${shellQuote(urls.join('\n'))}`,
    readFileSync(join(assetsDirectory(), 'scripts', 'probe-host.sh'), 'utf8'),
  ].join('\n');
}
