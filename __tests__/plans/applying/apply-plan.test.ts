import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { applyPlan, type AppliedPlan, parallelism } from '../../../plans/applying/apply-plan';
import { checkPlan, type CheckPlanProps } from '../../../plans/applying/checked-plan';
import { Interruption } from '../../../plans/applying/interruption';
import type { ApplyNotice } from '../../../plans/applying/apply-progress';
import type { PlanMetadata } from '../../../plans/making';
import { SshError } from '../../../ssh';
import { plantedFacts, unreachable } from '../../facts/planted-facts';
import { smallLab } from './support/small-lab';
import { copyOf, stubLab, type StubLab } from '../../support/fake-lab/stub-lab';
import type { StubStep } from '../../support/fake-lab/stub-stack';

let lab: StubLab;
let said: string[];
const quick: StubStep = {
  says: [
    [0, 'starts: first install'],
    [0, 'unchanged'],
  ],
};
/** As few processes as will do. */
const tinyLab = { 'nuc01/base': quick, 'nuc02/base': quick, 'nuc03/base': quick };
/** A lab with a plan of tinyLab. */
let planned: StubLab;
beforeAll(async () => {
  planned = stubLab(tinyLab);
  await planned.plan();
});
afterAll(() => planned.remove());
beforeEach(() => {
  said = [];
  lab = copyOf(planned);
});
afterEach(() => lab.remove());

interface Applying extends Partial<CheckPlanProps> {
  readonly interruption?: Interruption;
  readonly onNotice?: (notice: ApplyNotice) => void;
}

async function apply({
  interruption = new Interruption(),
  onNotice,
  ...props
}: Applying = {}): Promise<AppliedPlan> {
  const checked = await checkPlan({
    ...lab,
    directory: lab.planDirectory,
    signal: interruption.signal,
    say: (line) => said.push(line),
    ...props,
  });
  const view = {
    update: (_: unknown, notices: readonly ApplyNotice[]) => notices.forEach((each) => onNotice?.(each)),
    ending: () => undefined,
    say: () => undefined,
    close: () => undefined,
  };
  return applyPlan({ checked, hosts: 3, interruption, view });
}
const results = ({ outcomes }: AppliedPlan): Record<string, string> =>
  Object.fromEntries(outcomes.map(({ id, result }) => [id, result]));
const refusal = (props?: Applying): Promise<string> =>
  apply(props).then(
    () => 'it was applied',
    (error: Error) => error.message.replaceAll(lab.directory, '…'),
  );
const withPlanned = (change: (metadata: PlanMetadata) => object): void => {
  const path = lab.path('.nuclab', 'plan', 'plan.json');
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')) as PlanMetadata)));
};
const again = 'fix: run `nuclab plan` again, review it and apply that plan';

describe('applying a plan', () => {
  test('carries out its steps and removes it: it cannot be applied twice', async () => {
    lab.wants(smallLab);
    await lab.plan();
    const applied = await apply();
    expect(applied.verdict).toMatchObject({ ok: true, exitCode: 0 });
    expect(new Set(Object.values(results(applied)))).toEqual(new Set(['done', 'unchanged']));
    expect(Object.keys(results(applied))).toHaveLength(10);
    expect(existsSync(lab.planDirectory)).toBe(false);
    expect(await refusal()).toBe(
      '…/.nuclab/plan: there is no saved plan here; fix: make one with nuclab plan',
    );
  });

  test('leaves files of others in the folder of the plan', async () => {
    writeFileSync(lab.path('.nuclab/plan/notes.txt'), 'reviewed by Ada');
    await apply();
    expect(existsSync(lab.path('.nuclab/plan/notes.txt'))).toBe(true);
    expect(existsSync(lab.path('.nuclab/plan/terraform.plan'))).toBe(false);
  });

  test('continues on the other hosts when a host fails, also while it fails', async () => {
    const failing: StubStep = {
      says: [[50, 'starts: first install']],
      fails: { what: 'no', fix: 'yes', code: 8 },
    };
    lab.wants({ ...smallLab, 'nuc02/base': failing });
    await lab.plan();
    const applied = await apply();
    expect(results(applied)).toMatchObject({
      'nuc01/control-plane': 'done',
      'cluster/nodes': 'not-run',
      'nuc02/base': 'failed',
      'nuc02/worker': 'not-run',
      'nuc03/worker': 'done',
    });
    expect(applied.verdict.exitCode).toBe(8);
    expect(existsSync(lab.planDirectory)).toBe(false);

    lab.wants(smallLab);
    await lab.plan();
    expect(results(await apply())).toEqual({
      'cluster/nodes': 'unchanged',
      'nuc02/base': 'done',
      'nuc02/container-runtime': 'done',
      'nuc02/worker': 'done',
    });
  });

  test.each([
    [1, 10],
    [10, 10],
    [17, 17],
    [100, 30],
  ])('of %d hosts works on up to %d steps at once', (hosts, steps) => {
    expect(parallelism(hosts)).toBe(steps);
  });
});

describe('a saved plan is refused', () => {
  test('when the inventory changed since', async () => {
    lab.writeInventory('1.33.13');
    expect(await refusal()).toBe(
      'the saved plan is stale, the inventory or nuclab changed since it was made: lab.yaml or nuclab: how hosts are ' +
        `reached, a time limit, the order of steps or where the state is kept; ${again}`,
    );
    lab.wants({ 'nuc01/base': quick, 'nuc03/base': quick, 'nuc03/nodes': quick });
    expect(await refusal()).toBe(
      `the saved plan is stale, the inventory or nuclab changed since it was made: nuc02/base: is gone; nuc03/nodes: is new; ${again}`,
    );
    expect(existsSync(lab.planDirectory)).toBe(true);
  });

  test('when the state changed since, and it is kept', async () => {
    cpSync(lab.planDirectory, lab.path('copy'), { recursive: true });
    await apply();
    expect(await refusal({ directory: lab.path('copy') })).toBe(
      `the saved plan is stale: the state was changed after it was made; ${again}`,
    );
    expect(existsSync(lab.path('copy', 'terraform.plan'))).toBe(true);
  });

  test('when a host it has work on is no longer as it was', async () => {
    await lab.plan({ ...plantedFacts(), lab: 'autumn' });
    const connect = jest
      .fn()
      .mockRejectedValue(
        new SshError({ kind: 'timeout', what: 'no answer within 5 s', where: 'nuc01', fix: 'switch it on' }),
      );
    expect(await refusal({ connect })).toBe(
      'the saved plan is stale, the hosts changed since it was made: nuc01: can no longer be reached; ' +
        `nuc02: can no longer be reached; nuc03: can no longer be reached; ${again}`,
    );
    expect(said).toEqual(['checking 3 hosts']);
  });

  test('not when they all were off already', async () => {
    const off = plantedFacts(undefined, ...['nuc01', 'nuc02', 'nuc03'].map((name) => unreachable(name)));
    await lab.plan({ ...off, lab: 'autumn' });
    const connect = jest
      .fn()
      .mockRejectedValue(
        new SshError({ kind: 'timeout', what: 'no answer within 5 s', where: 'nuc01', fix: 'switch it on' }),
      );
    expect(await refusal({ connect })).toBe('it was applied');
  });

  test('when it is of another lab, nuclab or Terraform', async () => {
    withPlanned((metadata) => ({ ...metadata, terraform: { product: 'terraform', version: '1.2.3' } }));
    expect(await refusal()).toMatch(
      /^…\/\.nuclab\/plan: the saved plan was made by Terraform 1\.2\.3, this is (Terraform|OpenTofu) 1\.\S+; fix: apply it with Terraform 1\.2\.3 \(TERRAFORM_BINARY_NAME names the program\), or plan again$/,
    );
    withPlanned((metadata) => ({ ...metadata, nuclab: '0.0.9' }));
    expect(await refusal()).toMatch(
      /^…\/\.nuclab\/plan: the saved plan was made by nuclab 0\.0\.9, this is nuclab \d+\.\d+\.\d+; fix: run `nuclab plan` again/,
    );
    withPlanned((metadata) => ({ ...metadata, lab: 'spring' }));
    expect(await refusal()).toBe(
      '…/.nuclab/plan: the saved plan is for lab spring, the inventory is for lab autumn; ' +
        'fix: name the inventory of that lab with --inventory, or plan again',
    );
  });
});

describe('Ctrl-C', () => {
  const slow = (id: string): StubStep => ({
    says: [
      [20, 'starts: first install'],
      [60_000, `done in 60.0 s, 1 changed in ${id}`],
    ],
  });

  /** Asks for the end when nuc02/base and nuc03/base are running. */
  function pressing(interruption: Interruption, times: number): (notice: ApplyNotice) => void {
    const started = new Set<string>();
    return ({ step, text }) => {
      if (!text.startsWith('starts: ')) return;
      started.add(step);
      if (step.endsWith('/base') && ['nuc02/base', 'nuc03/base'].every((each) => started.has(each))) {
        for (let each = 0; each < times; each += 1) interruption.request();
      }
    };
  }

  let slowLab: StubLab;
  beforeAll(async () => {
    slowLab = copyOf(planned);
    slowLab.wants({
      'nuc02/base': slow('nuc02'),
      'nuc02/worker': { ...quick, after: ['nuc02/base'] },
      'nuc03/base': slow('nuc03'),
    });
    await slowLab.plan();
  });
  afterAll(() => slowLab.remove());
  beforeEach(() => {
    lab.remove();
    lab = copyOf(slowLab);
  });

  test('asks the runners first: they let go of their hosts and say so', async () => {
    const notices: string[] = [];
    const interruption = new Interruption();
    const press = pressing(interruption, 1);
    const onNotice = (notice: ApplyNotice): void => {
      notices.push(`${notice.step}: ${notice.text}`);
      press(notice);
    };
    const applied = await apply({ interruption, onNotice });
    const letGo =
      'interrupted; work already started continues on the host; fix: deploy again: it attaches to work that is still running';
    expect(notices).toContain(`nuc02/base: ${letGo}`);
    expect(notices).toContain(`nuc03/base: ${letGo}`);
    expect(results(applied)).toMatchObject({
      'nuc02/base': 'interrupted',
      'nuc02/worker': 'not-run',
      'nuc03/base': 'interrupted',
    });
    expect(applied.outcomes.find(({ id }) => id === 'nuc02/base')?.exitCode).toBe(130);
    expect(applied.verdict).toMatchObject({ ok: false, exitCode: 130 });
  });

  test.each([2, 3])('%d times ends Terraform at once, and what is known is still told', async (times) => {
    const interruption = new Interruption();
    const applied = await apply({ interruption, onNotice: pressing(interruption, times) });
    // It did not wait for them: they would have taken a minute.
    expect(results(applied)).toMatchObject({ 'nuc02/base': 'interrupted', 'nuc02/worker': 'not-run' });
    expect(applied.verdict.exitCode).toBe(130);
  });

  test('before the first step leaves the plan as it is', async () => {
    const interruption = new Interruption();
    interruption.request();
    expect(await refusal({ interruption })).toBe('stopped; fix: run it again');
    expect(existsSync(lab.planDirectory)).toBe(true);
  });
});
