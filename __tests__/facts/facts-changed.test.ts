import { factsChanged } from '../../facts';
import {
  checked,
  cluster,
  drift,
  host,
  marked,
  node,
  inherited,
  own,
  plantedFacts,
  threeNucs,
  unmarked,
  unreachable,
  type Change,
} from './planted-facts';

const changed = (...changes: readonly Change[]) =>
  factsChanged(plantedFacts(), plantedFacts(threeNucs, ...changes));
const swap = own('swap', 'swap is on, applied off');

describe('what changed since facts were saved', () => {
  test('is nothing when only load, readiness and consequences did', () => {
    expect(changed()).toEqual([]);
    expect(
      changed(
        host('nuc01', { usage: { load: 9 } }),
        node('nuc02', { ready: false }),
        drift('cluster/nodes', inherited('nodes_ready', 'nuc02 is not Ready: gone')),
      ),
    ).toEqual([]);
  });

  test.each<[string, Change, readonly string[]]>([
    ['a host was switched off', unreachable('nuc02'), ['nuc02: can no longer be reached']],
    [
      'a host was re-imaged',
      host('nuc02', { identity: { machineId: 'f'.repeat(32) } }),
      ['nuc02: is another machine now'],
    ],
    ['a step drifted', drift('nuc02/base', swap), ['nuc02/base: swap is on, applied off']],
    ['somebody deployed', marked('nuc02/base', { runCount: 2 }), ['nuc02/base: was run meanwhile']],
    ['a marker went', unmarked('nuc02', 'worker'), ['nuc02/worker: is no longer remembered']],
    [
      'a step of the cluster drifted',
      drift('cluster/nodes', swap),
      ['cluster/nodes: swap is on, applied off'],
    ],
    ['the API server stopped', cluster({ problem: 'refused' }), ['cluster: can no longer be asked']],
    ['a step runs', checked('nuc02/base', { result: 'running' }), ['nuc02/base: is running']],
    [
      'a check fails',
      checked('nuc02/base', { result: 'failed', what: 'no such tool' }),
      ['nuc02/base: the check failed: no such tool'],
    ],
  ])('%s', (_what, change, lines) => {
    expect(changed(change)).toEqual(lines);
  });

  test('is also what was repaired, reached or run for the first time', () => {
    const saved = (...changes: readonly Change[]) => plantedFacts(threeNucs, ...changes);
    expect(factsChanged(saved(drift('nuc02/base', swap)), plantedFacts())).toEqual([
      'nuc02/base: is in place now',
    ]);
    expect(factsChanged(saved(unreachable('nuc03')), plantedFacts())).toEqual(['nuc03: can be reached now']);
    expect(factsChanged(saved(unmarked('nuc02', 'worker')), plantedFacts())).toEqual([
      'nuc02/worker: was run meanwhile',
    ]);
  });
});
