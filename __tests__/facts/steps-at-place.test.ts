import { stepsOfCluster, stepsAtPlace } from '../../facts/steps-at-place';
import type { LabFacts } from '../../facts/lab-facts';
import { withKubernetes } from '../precheck/planted';
import {
  cluster,
  modelSteps,
  noCluster,
  plantedFacts,
  threeNucs,
  unmarked,
  unreachable,
  type Change,
} from './planted-facts';

const steps = modelSteps(threeNucs);
const stepOf = (id: string) => steps.find(({ stepId }) => stepId === id)!;
const phasesAt = (id: string, facts: LabFacts | undefined): string[] | undefined =>
  stepsAtPlace(facts, stepOf(id))?.map(({ phase }) => phase);
const after = (...changes: readonly Change[]): LabFacts => plantedFacts(threeNucs, ...changes);

describe('the steps found on a host', () => {
  const ofWorker = ['base', 'kubernetes-packages', 'container-runtime', 'worker'];

  test('are those of its own markers', () => {
    expect(phasesAt('nuc02/base', after())).toEqual(ofWorker);
    expect(phasesAt('nuc02/worker', after(noCluster))).toEqual(ofWorker);
  });

  test('are none on a fresh host', () => {
    expect(phasesAt('nuc02/base', after(unmarked('nuc02')))).toEqual([]);
  });

  test.each<[string, LabFacts | undefined]>([
    ['without facts', undefined],
    ['when it could not be reached', after(unreachable('nuc02'))],
    ['when the facts do not know it', { ...after(), hosts: [] }],
    [
      'when the facts are of another address',
      {
        ...after(),
        hosts: after().hosts.map((host) =>
          host.name === 'nuc02' ? { ...host, address: '10.0.0.99' } : host,
        ),
      },
    ],
  ])('are unknown %s', (_, facts) => {
    expect(phasesAt('nuc02/base', facts)).toBeUndefined();
  });
});

describe('the steps found in the cluster', () => {
  const ofCluster = ['network', 'nodes', 'kubeconfig'];

  test('are those that the cluster remembers, whichever hosts were reached', () => {
    expect(phasesAt('cluster/network', after())).toEqual(ofCluster);
    expect(phasesAt('cluster/network', after(unreachable('nuc01')))).toEqual(ofCluster);
    expect(phasesAt('cluster/network', after(cluster({ steps: [] })))).toEqual([]);
  });

  test('are none before the first control plane was made', () => {
    const fresh = [unmarked('nuc01'), unmarked('nuc02'), unmarked('nuc03'), noCluster];
    expect(phasesAt('cluster/network', after(...fresh))).toEqual([]);
    expect(phasesAt('cluster/network', after(unmarked('nuc01', 'control-plane'), noCluster))).toEqual([]);
  });

  test.each<[string, LabFacts | undefined]>([
    ['without facts', undefined],
    ['when its API server did not say', after(cluster({ problem: 'timed out' }))],
    ['when no control plane could be reached', after(unreachable('nuc01'), noCluster)],
    ['when a control plane could not tell of it', after(noCluster)],
    ['when the facts know no control plane', { ...after(noCluster), hosts: [] }],
  ])('are unknown %s', (_, facts) => {
    expect(phasesAt('cluster/network', facts)).toBeUndefined();
  });

  test('are unknown while one of several control planes may have a cluster', () => {
    const two = withKubernetes({ controlPlane: ['nuc01', 'nuc02'], workers: ['nuc03'] });
    const fresh = [unmarked('nuc01'), unmarked('nuc02'), noCluster];
    const names = ['nuc01', 'nuc02'];
    expect(stepsOfCluster(plantedFacts(two, ...fresh), names)).toEqual([]);
    expect(stepsOfCluster(plantedFacts(two, ...fresh, unreachable('nuc02')), names)).toBeUndefined();
    expect(stepsOfCluster(plantedFacts(two, unmarked('nuc01'), noCluster), names)).toBeUndefined();
  });

  test('do not depend on hosts that lab.yaml makes no control planes', () => {
    const stranger = after(unmarked('nuc01'), noCluster);
    expect(stepsOfCluster(stranger, ['nuc01'])).toEqual([]);
    expect(phasesAt('cluster/nodes', after(unmarked('nuc01'), unreachable('nuc03'), noCluster))).toEqual([]);
  });
});
