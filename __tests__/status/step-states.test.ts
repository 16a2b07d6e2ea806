import { stepStates } from '../../status/step-states';
import {
  checked,
  drift,
  marked,
  inherited,
  own,
  plantedFacts,
  threeNucs,
  unmarked,
  unreachable,
  type Change,
} from '../facts/planted-facts';

const swap = own('swap', 'swap is on (/swapfile), applied off');
const notReady = inherited('nodes_ready', 'nuc02 is not Ready');

/** `nuc02/base drifted`, … for every step that is not in place. */
function states(...changes: readonly Change[]): string[] {
  return [...stepStates(threeNucs, plantedFacts(threeNucs, ...changes))].flatMap(([host, steps]) =>
    steps
      .filter(({ state }) => state !== 'in-place')
      .map(({ phase, state, differences }) =>
        [`${host}/${phase} ${state}`, ...differences.map(({ item }) => item)].join(' '),
      ),
  );
}

test('every step of a lab in which nothing differs is in place', () => {
  expect(states()).toEqual([]);
});

test('a difference of its own makes a step drift, whatever else differs', () => {
  expect(
    states(drift('nuc02/base', swap), drift('nuc02/worker', own('kubelet', 'kubelet is stopped'))),
  ).toEqual(['nuc02/base drifted swap', 'nuc02/worker drifted kubelet']);
});

test('an outcome is drift when every step before it is in place', () => {
  expect(states(drift('cluster/nodes', notReady))).toEqual(['cluster/nodes drifted nodes_ready']);
});

test.each([
  ['an own difference of the step before', drift('cluster/network', own('flannel', 'flannel is gone'))],
  ['an own difference many steps before, on another host', drift('nuc02/base', swap)],
  ['a host that could not be checked', unreachable('nuc02')],
  ['a step that is missing', unmarked('nuc02', 'worker')],
  ['a step that is running', checked('nuc02/worker', { result: 'running' })],
  ['a step that could not be checked', checked('nuc02/worker', { result: 'failed', what: 'no bash' })],
])('an outcome follows from %s', (_, cause) => {
  expect(states(cause, drift('cluster/nodes', notReady))).toContain('cluster/nodes follows nodes_ready');
});

test('an outcome does not follow from steps that are not before it', () => {
  const later = drift('cluster/kubeconfig', own('mode', 'admin.conf has mode 0644, applied 0600'));
  expect(states(later, drift('cluster/nodes', notReady))).toContain('cluster/nodes drifted nodes_ready');
});

test('an outcome also follows from an outcome that nothing before explains', () => {
  expect(
    states(drift('cluster/network', inherited('rolled_out', 'flannel')), drift('cluster/nodes', notReady)),
  ).toEqual(['cluster/network drifted rolled_out', 'cluster/nodes follows nodes_ready']);
});

test('the outcomes of a step with differences of its own are left out', () => {
  expect(states(drift('nuc02/base', inherited('clock', 'the clock is wrong'), swap))).toEqual([
    'nuc02/base drifted swap',
  ]);
});

test('a host that could not be checked has no steps', () => {
  expect(stepStates(threeNucs, plantedFacts(threeNucs, unreachable('nuc02'))).has('nuc02')).toBe(false);
});

test('a step says why it ran last and how often, a missing one that it never did', () => {
  const reason = 'drift 3: swap is on (/swapfile), applied off';
  const facts = plantedFacts(
    threeNucs,
    marked('nuc02/base', { reason, runCount: 3 }),
    unmarked('nuc02', 'worker'),
  );
  const steps = stepStates(threeNucs, facts).get('nuc02');
  expect(steps?.[0]).toMatchObject({ phase: 'base', reason, runs: 3 });
  expect(steps?.[3]).toEqual({
    phase: 'worker',
    state: 'missing',
    reason: null,
    runs: 0,
    differences: [],
    problem: null,
  });
});
