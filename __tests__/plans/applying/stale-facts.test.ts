import { hostChanges } from '../../../plans/applying/stale-facts';
import type { LabFacts } from '../../../facts';
import { cluster, drift, noCluster, own, plantedFacts, unreachable } from '../../facts/planted-facts';

const saved = plantedFacts();
const changes = (now: LabFacts, ...hosts: string[]): string[] => hostChanges(saved, now, new Set(hosts));

test('hosts that are as they were have no changes', () => {
  expect(changes(plantedFacts(), 'nuc01', 'nuc02', 'nuc03')).toEqual([]);
});

test('drift since the plan was made is a change on any host', () => {
  const now = plantedFacts(
    undefined,
    drift('nuc02/base', own('swap', 'swap is on (/swapfile), applied off')),
  );
  expect(changes(now, 'nuc01')).toEqual(['nuc02/base: swap is on (/swapfile), applied off']);
});

test('a host that can no longer be reached matters when the plan has work on it, and only then', () => {
  const now = plantedFacts(undefined, unreachable('nuc03'));
  expect(changes(now, 'nuc03')).toEqual(['nuc03: can no longer be reached']);
  expect(changes(now, 'nuc01', 'nuc02')).toEqual([]);
});

test('so does one that can be reached again', () => {
  const off = plantedFacts(undefined, unreachable('nuc03'));
  expect(hostChanges(off, plantedFacts(), new Set(['nuc03']))).toEqual(['nuc03: can be reached now']);
  expect(hostChanges(off, plantedFacts(), new Set(['nuc01']))).toEqual([]);
});

test('drift of the cluster since the plan was made is a change', () => {
  const now = plantedFacts(undefined, drift('cluster/network', own('flannel_objects', 'flannel is gone')));
  expect(changes(now, 'nuc01')).toEqual(['cluster/network: flannel is gone']);
});

test('a cluster that can no longer be asked matters when the plan has work in it, and only then', () => {
  for (const change of [noCluster, cluster({ problem: 'timed out' })]) {
    const now = plantedFacts(undefined, change);
    expect(changes(now, 'cluster')).toEqual(['cluster: can no longer be asked']);
    expect(changes(now, 'nuc01', 'nuc02')).toEqual([]);
    expect(hostChanges(now, plantedFacts(), new Set(['cluster']))).toEqual(['cluster: can be asked now']);
    expect(hostChanges(now, plantedFacts(), new Set(['nuc01']))).toEqual([]);
  }
});
