import type { KeyedLines } from '../exchange/keyed-lines';
import type { Listener, NetworkFacts, PeerAnswer, ReachFacts, UrlAnswer, UrlKind } from './host-facts';
import { saidTexts, saidWords, tryCount } from './said-lines';

const urlKinds: readonly string[] = ['repository', 'source', 'image'] satisfies UrlKind[];

/** What network.sh said. */
export function parseNetwork(said: KeyedLines): NetworkFacts {
  return {
    interfaces: saidWords(said, 'interface').map(([name = '', address = '', mac]) => ({
      name,
      address,
      mac,
    })),
    nameServers: saidTexts(said, 'nameserver'),
    listeners:
      said.one('listeners') === undefined ? undefined : saidWords(said, 'listener').flatMap(listener),
    ufw: said.one('firewall') === 'ufw',
  };
}

/** What reach.sh said. */
export function parseReach(said: KeyedLines): ReachFacts {
  return {
    hostnameAddresses: saidTexts(said, 'hostname-address'),
    sourceSchemes: saidTexts(said, 'source-scheme'),
    urls: saidWords(said, 'url').flatMap(urlAnswer),
    peers: saidWords(said, 'peer').flatMap(peerAnswer),
  };
}

function listener([protocol, portText, pidText, ...process]: readonly string[]): Listener[] {
  const [port, pid] = [tryCount(portText), tryCount(pidText)];
  if ((protocol !== 'tcp' && protocol !== 'udp') || port === undefined) return [];
  if (pid === undefined) return [{ protocol, port }];
  return [{ protocol, port, pid, process: process.join(' ') }];
}

function peerAnswer([address = '', portText, state, ...reason]: readonly string[]): PeerAnswer[] {
  const port = tryCount(portText);
  if (port === undefined) return [];
  return [
    {
      address,
      port,
      reached: state === 'reached',
      reason: reason.length === 0 ? undefined : reason.join(' '),
    },
  ];
}

function urlAnswer([kind, statusText, errorText, proxy, url]: readonly string[]): UrlAnswer[] {
  if (kind === undefined || url === undefined || !urlKinds.includes(kind)) return [];
  const [status, error] = [tryCount(statusText), tryCount(errorText)];
  return [
    {
      kind: kind as UrlKind,
      url,
      // A redirection whose target is not there has a status, but is no answer.
      status: status === 0 || (error ?? 0) > 0 ? undefined : status,
      error,
      proxy: proxy === '-' ? undefined : proxy,
    },
  ];
}
