import { StepReasons } from '../../facts/reasons';
import type { LabFacts } from '../../facts/lab-facts';
import {
  checked,
  drift,
  host,
  marked,
  modelSteps,
  inherited,
  own,
  plantedFacts,
  threeNucs,
  unmarked,
  unreachable,
  type Change,
} from './planted-facts';

const steps = modelSteps(threeNucs);
const markersScript = 'a'.repeat(64);
const first = 'first install 2026-11-20 09:10:11 UTC';

/** The reasons of all steps that differ from what a deployed, untouched lab gives. */
function reasons(facts: LabFacts | undefined, script = markersScript): Record<string, string | undefined> {
  const { text: reason } = new StepReasons({ facts, scriptSha256: () => script });
  return Object.fromEntries(
    steps.map((step) => [step.stepId, reason(step)]).filter(([, text]) => text !== first),
  ) as Record<string, string | undefined>;
}
const after = (...changes: readonly Change[]) => reasons(plantedFacts(threeNucs, ...changes));

describe('the reason of a step', () => {
  test("is the marker's own text where nothing differs, so that the plan is empty", () => {
    expect(after()).toEqual({});
    expect(after(marked('nuc02/base', { reason: 'drift 7: swap is on, applied off' }))).toEqual({
      'nuc02/base': 'drift 7: swap is on, applied off',
    });
  });

  test('is the first difference where something differs, with the count of the run it asks for', () => {
    expect(after(drift('nuc02/base', own('swap', 'swap is on (/swapfile), applied off')))).toEqual({
      'nuc02/base': 'drift 2: swap is on (/swapfile), applied off',
    });
    expect(
      after(
        marked('nuc02/base', { runCount: 4 }),
        drift('nuc02/base', own('swap', 'swap is on'), own('a', 'b'), own('c', 'd')),
      ),
    ).toEqual({ 'nuc02/base': 'drift 5: swap is on; 2 more' });
  });

  test('is no drift where only the consequence of another step is seen', () => {
    const notReady = inherited('nodes_ready', 'nuc02 is not Ready: kubelet stopped posting node status');
    const stopped = own('kubelet_running', 'kubelet is stopped, applied running');
    expect(after(drift('cluster/nodes', notReady), drift('nuc02/worker', stopped))).toEqual({
      'nuc02/worker': 'drift 2: kubelet is stopped, applied running',
    });
    expect(after(drift('cluster/nodes', notReady), unreachable('nuc02'))).toEqual({
      'nuc02/base': undefined,
      'nuc02/kubernetes-packages': undefined,
      'nuc02/container-runtime': undefined,
      'nuc02/worker': undefined,
    });
    expect(after(drift('cluster/nodes', notReady), checked('nuc02/worker', { result: 'running' }))).toEqual({
      'nuc02/worker': undefined,
    });
  });

  test('is drift where the consequence is seen and every step before is in place', () => {
    const dns = inherited('cluster_dns', 'the cluster DNS does not respond');
    expect(after(drift('cluster/nodes', dns))).toEqual({
      'cluster/nodes': 'drift 2: the cluster DNS does not respond',
    });
  });

  test('is told once where an outcome is drift: steps after it only show the same', () => {
    const silent = inherited('api_answers', 'the API server does not respond');
    expect(after(drift('nuc01/control-plane', silent), drift('nuc02/worker', silent))).toEqual({
      'nuc01/control-plane': 'drift 2: the API server does not respond',
    });
  });

  test('an own difference beside consequences is drift, and alone in the reason', () => {
    const label = own('settings', 'nuc02 lacks the label disk=ssd');
    const notReady = inherited('nodes_ready', 'nuc02 is not Ready: gone');
    expect(after(drift('cluster/nodes', notReady, label), unreachable('nuc03'))).toMatchObject({
      'cluster/nodes': 'drift 2: nuc02 lacks the label disk=ssd',
    });
  });

  test('says what the inventory wants otherwise than was applied', () => {
    expect(after(marked('nuc01/control-plane', { inputs: {} }))).toMatchObject({
      'nuc01/control-plane': 'update 2: host_address nothing -> 10.0.0.11',
    });
    const { inputs } = steps.find(({ stepId }) => stepId === 'nuc02/worker')!;
    const older = { ...inputs, KUBERNETES_VERSION: '1.33.13' };
    expect(after(marked('nuc02/worker', { inputs: older, runCount: 2 }))).toEqual({
      'nuc02/worker': 'update 3: kubernetes_version 1.33.13 -> 1.34.4',
    });
    const long = { ...inputs, KUBERNETES_VERSION: 'x'.repeat(41) };
    expect(after(marked('nuc02/worker', { inputs: long }))).toEqual({
      'nuc02/worker': 'update 2: kubernetes_version changed',
    });
    expect(after(marked('nuc02/base', { files: { hosts: 'another digest' } }))).toEqual({
      'nuc02/base': 'update 2: the file hosts changed',
    });
  });

  test('a step that drifted and is wanted otherwise says the drift; the plan shows the other trigger anyway', () => {
    const was = marked('nuc02/base', { files: { hosts: 'another digest' } });
    expect(after(was, drift('nuc02/base', own('swap', 'swap is on, applied off')))).toEqual({
      'nuc02/base': 'drift 2: swap is on, applied off',
    });
  });

  test('does not call drift what only a new script finds', () => {
    const found = drift('nuc02/base', own('sysctl', 'a new setting is unset'));
    const all = reasons(plantedFacts(threeNucs, found), 'b'.repeat(64));
    expect(all['nuc02/base']).toBe("update 2: nuclab's script changed");
    expect(Object.keys(all)).toHaveLength(steps.length);
  });

  test('says when nothing was applied, with the time of the check, so that a re-imaged host is planned again', () => {
    expect(after(unmarked('nuc02'))).toEqual({
      'nuc02/base': 'first install 2026-11-21 11:52:03 UTC',
      'nuc02/kubernetes-packages': 'first install 2026-11-21 11:52:03 UTC',
      'nuc02/container-runtime': 'first install 2026-11-21 11:52:03 UTC',
      'nuc02/worker': 'first install 2026-11-21 11:52:03 UTC',
    });
  });

  test('a check that failed vouches for nothing', () => {
    expect(after(checked('nuc02/base', { result: 'failed', what: 'no such tool' }))).toEqual({
      'nuc02/base': 'drift 2: the check failed: no such tool',
    });
  });

  test('is not known of a host that was not checked, or was another one', () => {
    expect(Object.values(reasons(undefined))).toEqual(steps.map(() => undefined));
    const others = Object.entries(after(host('nuc03', { address: '10.0.0.99' })));
    expect(others.map(([id, reason]) => [id.split('/')[0], reason])).toEqual(
      Array(4).fill(['nuc03', undefined]),
    );
  });
});
