import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Table from 'cli-table3';
import { Command, Option } from 'commander';
import { fetchPage, removeWorkload, startWorkload } from './demo-workload';
import { loadLab, type Lab, type Suite } from './lab-model';
import { workloadImages } from './mirror-versions';
import type { RunResult } from './run-command';
import { down, up } from './virtual-lab';
import { Workspace } from './workspace';

interface DemoOptions {
  readonly down?: boolean;
  readonly upstream?: boolean;
  readonly suite: Suite;
  readonly kubernetes: string;
}

const directory = resolve('.demo');
// Two checkouts on one machine each have a demo of their own.
const virtualLab = `demo-${createHash('sha256').update(resolve('.')).digest('hex').slice(0, 6)}`;
const timings: [string, number][] = [];

async function main(): Promise<void> {
  const program = new Command('demo')
    .description('From nothing to a running Kubernetes cluster on three virtual NUCs.')
    .option('--down', 'stop the virtual NUCs and remove everything the demo created')
    .option('--upstream', 'use the upstream package and image sources instead of the offline mirror')
    .addOption(
      new Option('--suite <name>', 'Debian release of the hosts')
        .choices(['trixie', 'bookworm'])
        .default('trixie'),
    )
    .option('--kubernetes <version>', 'Kubernetes version', '1.34.4')
    .parse();
  const options = program.opts<DemoOptions>();
  if (options.down === true) {
    await down(virtualLab);
    rmSync(directory, { recursive: true, force: true });
    return;
  }
  await demo(options);
}

async function demo(options: DemoOptions): Promise<void> {
  // New hosts know nothing of an earlier demo, whose state would say that everything is done.
  if (loadLab(virtualLab) === undefined) rmSync(directory, { recursive: true, force: true });
  title('three virtual NUCs');
  const lab = await timed('mirror and hosts', () =>
    up({
      name: virtualLab,
      count: 3,
      suite: options.suite,
      kubernetes: [options.kubernetes],
      upstream: options.upstream === true,
    }),
  );
  const workspace = new Workspace({ directory, lab, name: 'demo', kubernetesVersion: options.kubernetes });
  workspace.writeInventory();

  title('nuclab trust: pin the host keys');
  await timed('trust', () => succeed(workspace.nuclab(['trust', '--yes'], { show: 'all' })));
  title('nuclab precheck: are the hosts ready?');
  await timed('precheck', () => succeed(workspace.nuclab(['precheck'], { show: 'all' })));
  title('cdktf deploy');
  await timed('deploy', () => succeed(workspace.deploy({ show: 'all' })));

  title('the cluster');
  await workspace.kubectl(['get', 'nodes', '-o', 'wide'], { show: 'all' });
  await workspace.kubectl(['get', 'pods', '--all-namespaces', '-o', 'wide'], { show: 'all' });
  title('a pod with a sidecar, and a page through a NodePort on each host');
  await timed('pod, service and page', () => showPages(workspace, lab));

  title('cdktf deploy again');
  const again = await timed('deploy again', () => succeed(workspace.deploy({ show: 'all' })));
  if (!again.output.includes('No changes')) throw new Error('the second deploy found something to change');
  summary();
}

async function showPages(workspace: Workspace, lab: Lab): Promise<void> {
  const port = await startWorkload(workspace, workloadImages(lab.mirror));
  for (const host of lab.hosts) {
    const page = await fetchPage(host.address, port);
    process.stdout.write(`${host.name}  http://${host.address}:${String(port)}/  ${page}\n`);
  }
  await removeWorkload(workspace);
}

function summary(): void {
  const table = new Table({
    head: ['what', 'seconds'],
    colAligns: ['left', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const [what, seconds] of timings) table.push([what, seconds.toFixed(1)]);
  title('what took how long');
  process.stdout.write(`${table.toString()}\n`);
  const kubeconfig = existsSync(join(directory, 'kubeconfig')) ? '.demo/kubeconfig' : 'not written';
  process.stdout.write(
    `kubeconfig: ${kubeconfig}; a shell on a host: npm run lab -- --name ${virtualLab} ssh nuc01\n`,
  );
  process.stdout.write('remove it with: npm run demo -- --down\n');
}

function title(text: string): void {
  process.stdout.write(`\n=== ${text}\n`);
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const result = await work();
  timings.push([what, (Date.now() - started) / 1000]);
  return result;
}

async function succeed(command: Promise<RunResult>): Promise<RunResult> {
  const result = await command;
  if (result.code !== 0)
    throw new Error(`the command ended with exit code ${result.code}; logs: .demo/logs/`);
  return result;
}

main().catch((error: unknown) => {
  process.stderr.write(`demo: error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
