import type { KeyedLines } from '../exchange/keyed-lines';
import { singleLine } from '../text/single-line';
import type { ClusterFacts, EtcdMember, NodeFacts } from './cluster-facts';

/** Far more than kubeadm's clusters have. */
const most = 5000;

/** The cluster in the words of one control plane; undefined when the host is none. */
export function parseCluster(said: KeyedLines): Omit<ClusterFacts, 'observedOn' | 'steps'> | undefined {
  const problem = said.one('cluster-problem');
  const nodes = said.all('node').slice(0, most).map(node);
  if (problem === undefined && nodes.length === 0) return undefined;
  return {
    version: said.one('api-version')?.replace(/^v/, ''),
    problem,
    nodes: nodes.sort(byName),
    etcdMembers: said.all('etcd-member').slice(0, most).flatMap(etcdMember).sort(byName),
  };
}

/** A line of cluster.sh's template: tab between name, Ready, message, kubelet version, machine id, cordon, address, role. */
function node(line: string): NodeFacts {
  const [name = '', status, message = '', version = '', machineId, cordon, address, role] = line
    .split('\t')
    .map((text) => singleLine(text));
  const ready = status === 'True';
  return {
    name,
    ready,
    ...(ready || message === '' ? {} : { message }),
    role: role === 'control-plane' ? 'control-plane' : 'worker',
    version: version.replace(/^v/, ''),
    schedulable: cordon !== 'cordoned',
    ...(address === undefined || address === '' ? {} : { address }),
    ...(machineId === undefined || machineId === '' ? {} : { machineId }),
  };
}

/** A line of `etcdctl member list`: id, status, name, peer URLs, client URLs, whether it is a learner. */
function etcdMember(line: string): EtcdMember[] {
  const [, , name, peerUrl, , learner] = singleLine(line).split(', ');
  if (name === undefined || peerUrl === undefined) return [];
  return [{ name, peerUrl, learner: learner === 'true' }];
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
