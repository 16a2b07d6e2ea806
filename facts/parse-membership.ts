import type { KeyedLines } from '../exchange/keyed-lines';
import type { MembershipFacts } from './host-facts';
import { readCertificates } from './read-certificates';
import { saidTexts, saidWords } from './said-lines';

/** What membership.sh said. */
export function parseMembership(said: KeyedLines): MembershipFacts {
  return {
    kubeconfigs: saidWords(said, 'kubeconfig').map(([file = '', server = '']) => ({ file, server })),
    caFingerprint: readCertificates(said).find(({ name }) => name === 'ca')?.fingerprint,
    finished: saidTexts(said, 'finished'),
    swarm: said.one('swarm') !== undefined,
  };
}
