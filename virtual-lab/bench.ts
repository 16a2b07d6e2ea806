import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { renderFlannel } from '../rendering/flannel';
import { benchGathering } from './bench/gathering';
import { benchPlans } from './bench/plans';
import { checkoutDirectory, defaultLabName, type Lab } from './lab-model';
import { mirrorVersions } from './mirror-versions';
import { mustRun, type RunResult } from './run-command';
import { down, reimage, up } from './virtual-lab';
import { Workspace } from './workspace';

const directory = resolve('.bench');
const name = defaultLabName().replace('lab-', 'bench-');

async function main(): Promise<void> {
  const options = new Command('bench')
    .description('Deploys the same virtual hosts by nuclab and by a plain shell script, and compares.')
    .option('--kubernetes <version>', 'Kubernetes version', '1.34.4')
    .parse()
    .opts<{ kubernetes: string }>();
  const say = (text: string): void => void process.stderr.write(`bench: ${text}\n`);
  const results: string[] = [];
  rmSync(directory, { recursive: true, force: true });
  await down(name);
  try {
    const lab = await up({ name, count: 3, kubernetes: [options.kubernetes] });
    const workspace = new Workspace({ directory, lab, name: 'bench', kubernetesVersion: options.kubernetes });
    workspace.writeInventory();
    await succeed(workspace.nuclab(['trust', '--yes']));

    say('deploy by nuclab');
    const memory = new RunnerMemory();
    const deployed = await succeed(workspace.deploy({ show: 'all' }));
    const megabytes = memory.stop();
    say('empty deploy, three times each way');
    const cdktf = await median(() => workspace.deploy());
    const terraform = await median(() => workspace.terraform(['apply', '-auto-approve', '-input=false']));

    say('plans of a hundred hosts, from saved facts');
    const plans = await benchPlans(100, join(directory, 'hundred'), workspace.env);
    say('facts of thirty hosts, and of one');
    const gathering = await benchGathering(30);

    say('the same hosts, newly installed, by hand');
    for (const host of lab.hosts) await reimage(lab, host.name);
    const byHand = await deployByHand(lab, options.kubernetes);

    results.push(
      `deploy: ${seconds(deployed.seconds)}`,
      `by hand: ${seconds(byHand.seconds)}`,
      `ratio: ${(deployed.seconds / byHand.seconds).toFixed(2)}`,
      `empty deploy: ${seconds(cdktf)} (cdktf), ${seconds(terraform)} (terraform)`,
      `runner memory: ${megabytes.toFixed(0)} MB`,
      `plan of ${plans.hosts} hosts, ${plans.steps} steps: synthesis ${hundredths(plans.synthesis)}, report ${hundredths(plans.report)}, ${plans.characters} characters`,
      `facts of ${gathering.hosts} hosts: ${hundredths(gathering.all)}, of one: ${hundredths(gathering.one)}`,
    );
  } finally {
    await down(name);
  }
  process.stdout.write(`${results.join('\n')}\n`);
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;
const hundredths = (value: number): string => `${value.toFixed(2)} s`;

function deployByHand(lab: Lab, version: string): Promise<RunResult> {
  const flannel = join(directory, 'flannel.yaml');
  writeFileSync(flannel, renderFlannel({ podSubnet: '10.244.0.0/16', backend: 'vxlan' }));
  if (lab.mirror === undefined) throw new Error('the benchmark needs the mirror');
  const repository = mirrorVersions(lab.mirror).aptRepositories[
    `v${version.split('.').slice(0, 2).join('.')}`
  ];
  return mustRun('bash', [join(checkoutDirectory, 'virtual-lab', 'bench', 'by-hand.sh')], {
    env: {
      ...process.env,
      LAB_USER: lab.sshUser,
      LAB_KEY: lab.identityFile,
      LAB_KNOWN_HOSTS: lab.knownHostsFile,
      LAB_HOSTS: lab.hosts.map((host) => `${host.name}=${host.address}`).join(' '),
      REPOSITORY: `${lab.mirror.http}/${repository?.path ?? ''}/`,
      REGISTRY: `http://${lab.mirror.registry}`,
      VERSION: version,
      FLANNEL: flannel,
      WORK: directory,
    },
  });
}

async function median(command: () => Promise<RunResult>): Promise<number> {
  const seconds: number[] = [];
  for (let run = 0; run < 3; run += 1) {
    const result = await succeed(command());
    if (!/No changes/.test(result.output)) throw new Error('an empty deploy found something to change');
    seconds.push(result.seconds);
  }
  return seconds.sort((a, b) => a - b)[1] ?? Number.NaN;
}

async function succeed(command: Promise<RunResult>): Promise<RunResult> {
  const result = await command;
  if (result.code !== 0) throw new Error(result.output.split('\n').slice(-20).join('\n'));
  return result;
}

/** Samples the resident memory of the largest runner process five times a second. */
class RunnerMemory {
  private largest = 0;
  private readonly timer = setInterval(() => {
    this.sample();
  }, 200);

  /** @returns megabytes */
  stop(): number {
    clearInterval(this.timer);
    return this.largest / 1024;
  }

  private sample(): void {
    void mustRun('ps', ['-eo', 'pid=,args=']).then(({ stdout }) => {
      for (const line of stdout.split('\n').filter((each) => each.includes('runner/main.js'))) {
        this.largest = Math.max(this.largest, residentKilobytes(line.trim().split(' ')[0] ?? ''));
      }
    });
  }
}

function residentKilobytes(pid: string): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    // The runner ended after it was listed.
    return 0;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
