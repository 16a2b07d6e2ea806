/**
 * Records what Terraform prints of the small lab into ../events, for the replays:
 *
 *   node -r ./__tests__/support/ts-register.js __tests__/plans/applying/support/record.ts
 *
 * It needs Terraform and a way to the null provider. Times differ with each recording, and so what was running
 * when the two interrupted ones ended.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smallLab } from './small-lab';
import { stubProgram, writeStack, type StubStep } from '../../../support/fake-lab/stub-stack';

type Lab = Readonly<Record<string, StubStep>>;

const events = join(__dirname, '..', 'events');
const work = mkdtempSync(join(tmpdir(), 'nuclab-record-'));
const env = { ...process.env, CHECKPOINT_DISABLE: '1' };

interface Recording {
  /** File name of the plan to keep. @default - it is not kept */
  readonly plan?: string;
  readonly endAfter?: readonly [milliseconds: number, signal: NodeJS.Signals];
}

/** Applies a lab in a folder whose state may know an earlier one, and keeps what Terraform printed. */
async function record(
  folder: string,
  lab: Lab,
  name?: string,
  { plan, endAfter }: Recording = {},
): Promise<void> {
  const directory = join(work, folder);
  writeStack(directory, lab);
  asNullResources(join(directory, 'cdk.tf.json'));
  terraform(directory, 'init', '-input=false');
  terraform(directory, 'plan', '-input=false', '-out=saved.plan');
  if (plan !== undefined) {
    const { format_version, terraform_version, resource_changes } = JSON.parse(
      terraform(directory, 'show', '-json', 'saved.plan'),
    ) as Record<string, unknown>;
    const kept = { format_version, terraform_version, resource_changes };
    writeFileSync(join(events, `${plan}.plan.json`), JSON.stringify(kept));
  }
  const child = spawn('terraform', ['apply', '-json', '-input=false', 'saved.plan'], { cwd: directory, env });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  if (endAfter !== undefined) setTimeout(() => child.kill(endAfter[1]), endAfter[0]);
  await new Promise((resolve) => child.on('close', resolve));
  if (name !== undefined)
    writeFileSync(join(events, `${name}.jsonl`), text.replaceAll(stubProgram, '../../../dist'));
}

function terraform(directory: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('terraform', args, { cwd: directory, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`terraform ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

function asNullResources(path: string): void {
  const text = readFileSync(path, 'utf8')
    .replaceAll('terraform_data', 'null_resource')
    .replaceAll('triggers_replace', 'triggers');
  const null3 = { source: 'hashicorp/null', version: '3.2.4' };
  const stack = { ...(JSON.parse(text) as object), terraform: { required_providers: { null: null3 } } };
  writeFileSync(path, JSON.stringify(stack));
}

const begins = [20, 'starts: first install'] as const;
const changedBy = (lab: Lab, changes: Readonly<Record<string, StubStep>>): Lab => ({ ...lab, ...changes });
/** A worker of another semester: it leaves and joins again. */
const semester = (year: string, leaving: StubStep): Lab =>
  changedBy(smallLab, {
    'nuc03/membership': { ...smallLab['nuc03/membership'], ...leaving, reason: `semester ${year}` },
    'nuc03/worker': { ...smallLab['nuc03/worker'], reason: `semester ${year}` },
  });

async function main(): Promise<void> {
  await record('success', smallLab, 'success', { plan: 'install' });
  const failing = changedBy(smallLab, {
    'nuc02/container-runtime': {
      after: ['nuc02/base'],
      says: [
        begins,
        [100, 'changed: packages: containerd is not installed'],
        [30, 'warning: containerd took 4 s to stop'],
      ],
      fails: {
        what: 'containerd does not respond on /run/containerd/containerd.sock',
        fix: 'read `journalctl -u containerd` on nuc02',
        code: 8,
      },
    },
  });
  await record('failure', failing, 'failure');
  const off = { what: 'nuc03 (10.0.0.13:22): no route to host', fix: 'make sure nuc03 is on', code: 3 };
  await record(
    'unreachable',
    changedBy(smallLab, { 'nuc03/base': { says: [begins], fails: off } }),
    'unreachable',
  );
  const slow = changedBy(smallLab, { 'nuc02/base': { says: [begins, [5000, 'unchanged']] } });
  await record('interrupted', slow, 'terraform-interrupted', { endAfter: [1000, 'SIGINT'] });
  await record('killed', slow, 'terraform-killed', { endAfter: [1200, 'SIGKILL'] });

  await record('leave', smallLab);
  const resets: StubStep['says'] = [
    [10, 'starts: leaves the cluster of autumn'],
    [60, 'changed: kubeadm: the host is a node'],
    [10, 'done in 0.1 s, 1 changed'],
  ];
  await record('leave', semester('2027', { says: resets }), 'leave', { plan: 'leave' });
  const cannotReset = {
    what: 'nuc03 (10.0.0.13:22): no route to host, so nuc03 cannot be reset and still acts as a node',
    fix: 'switch nuc03 on and deploy again, or give it up with NUCLAB_ABANDON=nuc03',
    code: 3,
  };
  const saysOnly: StubStep['says'] = [[10, 'starts: leaves the cluster of autumn']];
  await record('leave', semester('2028', { says: saysOnly, fails: cannotReset }), 'leave-fails');
  const others = Object.entries(smallLab).filter(([id]) => !id.startsWith('nuc03/'));
  const fewer = changedBy(Object.fromEntries(others), {
    'cluster/nodes': {
      ...smallLab['cluster/nodes'],
      after: ['nuc02/worker'],
      reason: 'update 2: nodes nuc01 nuc02',
    },
  });
  await record('leave', fewer, 'removed', { plan: 'removed' });
  rmSync(work, { recursive: true });
}

void main();
