import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { loadInventory } from '../inventory/load';
import type { Inventory } from '../inventory/types';
import { gatherFacts, type LabFacts } from '../facts';
import { factsFromEnvironment } from '../facts/facts-from-environment';
import { defaultPlanDirectory, makePlan } from '../plans/making';
import { buildReport, jsonReport, markdownReport, textReport, type PlanReport } from '../plans/reporting';
import { abortOnSignal } from './abort-on-signal';
import { inventoryPath } from './inventory-path';
import { colors, note } from './output';
import { comparisonReport, requireComparable, type ComparisonOptions } from './plan-comparison';

interface PlanOptions {
  readonly inventory?: string;
  readonly out?: string;
  readonly facts?: string;
  readonly against?: string;
  readonly markdown?: boolean;
  readonly json?: boolean;
}

/** As `terraform plan -detailed-exitcode`, and one more; every error is 1. */
const planExitCode = { nothingToDo: 0, changes: 2, unreachable: 3 } as const;

/** `nuclab plan`: what an apply would do and why, saved so that exactly that can be applied. */
export function register(program: Command): void {
  program
    .command('plan')
    .summary('plan what is to be done, and say why')
    .description(
      'Check all hosts, plan with Terraform what brings them to what the inventory says, and print what would happen ' +
        'to which host and why. The plan is saved, so that exactly it can be reviewed and applied. Nothing is changed ' +
        'on any host. Exit codes: 0 nothing to do, 1 error, 2 changes, 3 a host could not be reached.',
    )
    .option('-i, --inventory <file>', 'the inventory (default: $NUCLAB_INVENTORY, else lab.yaml)')
    .option('-o, --out <folder>', 'where the plan is saved (default: .nuclab/plan beside the inventory)')
    .option(
      '--facts <file>',
      'plan from a file of `nuclab facts`, or with "none" from the inventory alone (default: $NUCLAB_FACTS, else check the hosts)',
    )
    .option(
      '--against <file>',
      'with --facts none: what the change from this inventory does, or with "none" from an empty lab; nothing is saved',
    )
    .option('--markdown', 'print the report for a pull request')
    .option('--json', 'print one JSON document on standard output')
    .action(plan);
}

async function plan(options: PlanOptions): Promise<void> {
  if (options.markdown === true && options.json === true) throw oneFormat();
  if (options.against !== undefined) return compare({ ...options, against: options.against });
  const path = inventoryPath(options.inventory);
  const inventory = loadInventory(path);
  const outDirectory = options.out ?? defaultPlanDirectory(path);
  const { report, changes } = await abortOnSignal((signal) =>
    planLab({ path, inventory, outDirectory, facts: options.facts, signal }),
  );
  process.stdout.write(textOf(report, options));
  note(`saved in ${outDirectory}`);
  if (report.verdict.counts.hostsUnreachable > 0) process.exitCode = planExitCode.unreachable;
  else process.exitCode = changes ? planExitCode.changes : planExitCode.nothingToDo;
}

async function compare(options: PlanOptions & ComparisonOptions): Promise<void> {
  requireComparable(options);
  const path = inventoryPath(options.inventory);
  const inventory = loadInventory(path);
  const { against } = options;
  const report = await comparisonReport({ inventoryPath: path, inventory, against });
  process.stdout.write(textOf(report, options));
  note('nothing was saved: a comparison of inventories cannot be applied');
  process.exitCode = report.verdict.changes ? planExitCode.changes : planExitCode.nothingToDo;
}

interface Planning {
  readonly path: string;
  readonly inventory: Inventory;
  readonly outDirectory: string;
  readonly facts?: string;
  readonly signal: AbortSignal;
}

async function planLab(props: Planning): Promise<{ readonly report: PlanReport; readonly changes: boolean }> {
  const { path, inventory, outDirectory, signal } = props;
  const facts = await factsFor(props);
  note('planning');
  const { json, saved, changes } = await makePlan({
    inventoryPath: path,
    inventory,
    facts,
    outDirectory,
    env: process.env,
    signal,
    onLine: note,
    report: (plan, metadata) => jsonReport(buildReport({ inventory, facts, plan, metadata })),
  });
  return { report: buildReport({ inventory, facts, plan: json, metadata: saved.metadata }), changes };
}

async function factsFor({ path, inventory, facts, signal }: Planning): Promise<LabFacts | undefined> {
  const given = facts ?? process.env.NUCLAB_FACTS ?? '';
  if (given !== '') {
    const env = { ...process.env, NUCLAB_FACTS: given };
    return factsFromEnvironment({ inventory, inventoryPath: path, env, say: note });
  }
  const count = inventory.hosts.length;
  note(`checking ${count} ${count === 1 ? 'host' : 'hosts'}`);
  return gatherFacts({ inventory, labDirectory: dirname(resolve(path)), signal });
}

function textOf(report: PlanReport, { json, markdown }: PlanOptions): string {
  if (json === true) return jsonReport(report);
  if (markdown === true) return markdownReport(report);
  const { isColorSupported: color } = colors(process.stdout);
  return textReport(report, { color, columns: process.stdout.columns });
}

function oneFormat(): NuclabError {
  return new NuclabError({
    what: '--markdown and --json were both given',
    fix: 'give one of them; report.json in the folder of the plan has the JSON in any case',
    exitCode: ExitCode.invalidInput,
  });
}
