import { believeCluster } from '../../facts/believe-cluster';
import type { ClusterWord } from '../../facts/cluster-word';

const answering = { nodes: [], etcdMembers: [], version: '1.34.4' };

const word = (host: string, ca: string | undefined, changes: Partial<ClusterWord> = {}): ClusterWord => ({
  host,
  ownCa: ca,
  adminCa: ca,
  cluster: answering,
  markers: [],
  oldMarkers: [],
  ...changes,
});
const silent = { cluster: { ...answering, problem: 'connection refused' } };
const believed = (...words: readonly ClusterWord[]) => believeCluster(words).believed?.facts.observedOn;
const problem = (...words: readonly ClusterWord[]) => believeCluster(words).problem;

describe('a cluster is believed', () => {
  test('through the first control plane of the inventory that answers', () => {
    expect(believed(word('nuc01', 'A'), word('nuc02', 'A'))).toBe('nuc01');
    expect(believed(word('nuc01', 'A', silent), word('nuc02', 'A'))).toBe('nuc02');
    expect(believed(word('nuc01', undefined, { cluster: undefined }), word('nuc02', 'A'))).toBe('nuc02');
  });

  test('when its CA is the one that most control planes have, on a tie the first', () => {
    expect(believed(word('nuc01', 'B'), word('nuc02', 'A'), word('nuc03', 'A'))).toBe('nuc02');
    expect(believed(word('nuc01', 'B'), word('nuc02', 'A'))).toBe('nuc01');
    expect(believed(word('nuc01', 'B', silent), word('nuc02', 'A'))).toBeUndefined();
  });

  test('never without a reason when it is not', () => {
    expect(problem()).toBeUndefined();
    expect(problem(word('nuc01', 'A', silent))).toMatchObject({
      observedOn: 'nuc01',
      problem: 'connection refused',
    });
    expect(problem(word('nuc01', 'A', silent))).not.toHaveProperty('notBelieved');
    expect(problem(word('nuc01', 'A', { cluster: undefined }), word('nuc02', 'B'))).toMatchObject({
      observedOn: 'nuc02',
      problem: 'the cluster CA of nuc02 is not the one of nuc01',
      notBelieved: true,
    });
    expect(problem(word('nuc01', undefined))).toMatchObject({
      problem: 'nuc01 has no certificate in /etc/kubernetes/pki/ca.crt',
    });
    expect(problem(word('nuc01', 'A', { adminCa: undefined }))).toMatchObject({
      problem: 'admin.conf of nuc01 names no CA certificate',
    });
  });
});
