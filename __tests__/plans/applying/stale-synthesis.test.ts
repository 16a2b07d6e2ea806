import { StalePlanError } from '../../../plans/applying/stale-plan-error';
import { synthesisChanges } from '../../../plans/applying/stale-synthesis';
import type { StackResource } from '../../../plans/making/stack-file';
import type { PlanJson } from '../../../terraform';

type Triggers = Readonly<Record<string, string>>;

const plan = (resources: Readonly<Record<string, Triggers | null>>): PlanJson => ({
  format_version: '1.2',
  resource_changes: Object.entries(resources).map(([name, triggers]) => ({
    address: `null_resource.${name}`,
    type: 'null_resource',
    name,
    change:
      triggers === null
        ? { actions: ['delete'], before: { triggers: {} }, after: null }
        : { actions: ['no-op'], after: { triggers } },
  })),
});
const stack = (resources: Readonly<Record<string, Triggers>>): StackResource[] =>
  Object.entries(resources).map(([name, triggers]) => ({
    address: `null_resource.${name}`,
    dependsOn: [],
    triggers,
  }));

describe('what was changed since a plan was made', () => {
  test('is named by host, phase and trigger', () => {
    expect(
      synthesisChanges(
        plan({
          nuc01_base: { host: 'nuc01', hosts_sha256: 'aa', reason: 'first install' },
          'nuc02_kubernetes-packages': { kubernetes_version: '1.33.13', script_sha256: 'aa' },
          nuc03_worker: { semester: '2026' },
        }),
        stack({
          nuc01_base: { host: 'nuc01', hosts_sha256: 'bb', reason: 'first install' },
          'nuc02_kubernetes-packages': { kubernetes_version: '1.34.4', script_sha256: 'bb' },
          nuc03_worker: {},
        }),
      ),
    ).toEqual([
      'nuc01/base: the file hosts changed',
      'nuc02/kubernetes-packages: kubernetes_version 1.33.13 -> 1.34.4',
      "nuc02/kubernetes-packages: nuclab's script changed",
      'nuc03/worker: semester 2026 -> nothing',
    ]);
  });

  test('are also steps that are new or gone; those the plan removes are expected to be', () => {
    const planned = plan({ nuc01_base: {}, nuc02_base: {}, nuc03_base: null });
    expect(synthesisChanges(planned, stack({ nuc01_base: {}, nuc04_base: {} }))).toEqual([
      'nuc02/base: is gone',
      'nuc04/base: is new',
    ]);
  });

  test('is not shown when it is long, and reasons follow from the rest', () => {
    const long = (letter: string): Triggers => ({ nodes: letter.repeat(41), reason: letter });
    expect(synthesisChanges(plan({ cluster_nodes: long('a') }), stack({ cluster_nodes: long('b') }))).toEqual(
      ['cluster/nodes: nodes changed'],
    );
  });

  test('may be nothing that a trigger holds', () => {
    expect(synthesisChanges(plan({ nuc01_base: {} }), stack({ nuc01_base: {} }))).toEqual([
      'lab.yaml or nuclab: how hosts are reached, a time limit, the order of steps or where the state is kept',
    ]);
  });
});

describe('the error of a stale plan', () => {
  test('names what changed and what to do', () => {
    const error = new StalePlanError('the hosts', [
      'nuc02/base: swap is on',
      'nuc03: is another machine now',
    ]);
    expect(error.message).toBe(
      'the saved plan is stale, the hosts changed since it was made: nuc02/base: swap is on; nuc03: is another machine now; ' +
        'fix: run `nuclab plan` again, review it and apply that plan',
    );
    expect(error.exitCode).toBe(2);
  });

  test('counts what it does not name, and keeps all of it for programs', () => {
    const problems = Array.from({ length: 12 }, (_, index) => `nuc${index}: is new`);
    const error = new StalePlanError('the inventory or nuclab', problems);
    expect(error.what).toMatch(/; nuc4: is new; and 7 more$/);
    expect(error.problems).toEqual(problems);
  });
});
