import type { KeyedLines } from '../exchange/keyed-lines';
import { phaseOf } from '../phases';
import type { ClusterFacts } from './cluster-facts';
import { hostMarkers, tryMarkerLine, type HostMarker } from './markers';
import { parseCluster } from './parse-cluster';
import { readCertificates, tryFingerprint } from './read-certificates';

/** What one control plane of the inventory says of its cluster, before anybody believes it. */
export interface ClusterWord {
  readonly host: string;
  /** Of its /etc/kubernetes/pki/ca.crt. */
  readonly ownCa?: string;
  /** Of the CA that its admin.conf verifies the API server with. */
  readonly adminCa?: string;
  /** Undefined when the host has no admin.conf: it is no control plane yet. */
  readonly cluster?: Omit<ClusterFacts, 'observedOn' | 'steps'>;
  /** Markers of cluster steps, as the cluster keeps them. */
  readonly markers: readonly HostMarker[];
  /** Markers of cluster steps that a nuclab before 0.1 left on the host. */
  readonly oldMarkers: readonly HostMarker[];
}

/** The word of a control plane, from the lines of its scripts. */
export function clusterWord(host: string, said: KeyedLines): ClusterWord {
  const [adminCa] = said.all('admin-ca');
  return {
    host,
    ownCa: readCertificates(said).find(({ name }) => name === 'ca')?.fingerprint,
    adminCa: adminCa === undefined ? undefined : tryFingerprint(adminCa),
    cluster: parseCluster(said),
    markers: said.all('cluster-marker').flatMap(tryMarkerLine).filter(isOfCluster),
    oldMarkers: hostMarkers(said).filter(isOfCluster),
  };
}

function isOfCluster({ phase }: HostMarker): boolean {
  return phaseOf(phase).place === 'cluster';
}
