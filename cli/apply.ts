import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { loadInventory } from '../inventory/load';
import {
  Interruption,
  applyDocument,
  applyPlan,
  approvalText,
  approve,
  checkPlan,
  isLive,
  liveView,
  outcomeTable,
  plainView,
  type AppliedPlan,
  type ProgressView,
} from '../plans/applying';
import { defaultPlanDirectory } from '../plans/making';
import { inventoryPath } from './inventory-path';
import { colors, note, print, printJson } from './output';

interface ApplyOptions {
  readonly inventory?: string;
  readonly yes?: boolean;
  readonly yesReset?: string;
  readonly json?: boolean;
}

/** `nuclab apply`: carries out exactly the plan that was saved and reviewed. */
export function register(program: Command): void {
  program
    .command('apply')
    .summary('apply the saved plan')
    .description(
      'Apply exactly the plan that `nuclab plan` saved. It is refused when the inventory, the hosts or the state have ' +
        'changed since. One host that fails does not stop the others; a table at the end says how each step ended.',
    )
    .argument('[folder]', 'the saved plan (default: .nuclab/plan beside the inventory)')
    .option('-i, --inventory <file>', 'the inventory (default: $NUCLAB_INVENTORY, else lab.yaml)')
    .option('-y, --yes', 'apply without asking; a plan that resets nodes is not covered')
    .option('--yes-reset <lab>', 'apply without asking a plan that resets nodes of this lab')
    .option('--json', 'print one JSON document on standard output; progress goes to standard error')
    .action(apply);
}

async function apply(folder: string | undefined, options: ApplyOptions): Promise<void> {
  const path = inventoryPath(options.inventory);
  const inventory = loadInventory(path);
  const stream = options.json === true ? process.stderr : process.stdout;
  let view: ProgressView | undefined;
  const interruption = new Interruption({ onRequest: () => view?.ending() });
  const stopListening = listen(interruption);
  try {
    const checked = await checkPlan({
      inventoryPath: path,
      inventory,
      directory: folder ?? defaultPlanDirectory(path),
      env: process.env,
      signal: interruption.signal,
      say: (line) => (view === undefined ? note(line) : view.say(line)),
    });
    const { report, steps } = checked;
    if (!report.verdict.changes) {
      showNothingToDo(inventory.name, report.verdict.text, options);
      return;
    }
    note(approvalText(report, colors(process.stderr).isColorSupported));
    await approve({
      report,
      steps,
      yes: options.yes === true,
      yesReset: options.yesReset,
      ask: questioner(),
    });
    view = viewOn(stream, inventory.name);
    const applied = await applyPlan({ checked, hosts: inventory.hosts.length, interruption, view });
    show(inventory.name, applied, options);
  } finally {
    stopListening();
  }
}

/** A closed pipe or terminal must not end the program while Terraform works: it would continue alone. */
function listen(interruption: Interruption): () => void {
  // A person who presses Ctrl-C again means more; a terminal that is closed may well tell it twice.
  const once = (): void => {
    if (!interruption.requested) interruption.request();
  };
  process.on('SIGINT', interruption.request).on('SIGTERM', once).on('SIGHUP', once);
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners('error').on('error', () => undefined);
  }
  return () => {
    process.off('SIGINT', interruption.request).off('SIGTERM', once).off('SIGHUP', once);
  };
}

function viewOn(stream: NodeJS.WriteStream, lab: string): ProgressView {
  if (!isLive(stream, process.env)) return plainView({ stream });
  return liveView({ stream, lab, useColor: colors(stream).isColorSupported });
}

/** Undefined where nobody could answer. */
function questioner(): ((question: string) => Promise<string>) | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  return (question) => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    return new Promise((resolve, reject) => {
      terminal.on('SIGINT', () => {
        note('');
        reject(stopped());
        terminal.close();
      });
      terminal.on('close', () => resolve(''));
      terminal.question(question, (answer) => {
        resolve(answer);
        terminal.close();
      });
    });
  };
}

function stopped(): NuclabError {
  return new NuclabError({
    what: 'stopped, nothing was changed',
    fix: 'run `nuclab apply` to be asked again',
    exitCode: ExitCode.interrupted,
  });
}

function show(lab: string, applied: AppliedPlan, { json }: ApplyOptions): void {
  const { verdict, outcomes, problems } = applied;
  process.exitCode = verdict.exitCode;
  if (json === true) {
    printJson(applyDocument(lab, applied));
    return;
  }
  const { isColorSupported, bold, green, red, yellow } = colors(process.stdout);
  if (outcomes.length > 0) print(outcomeTable(outcomes, isColorSupported));
  for (const { summary, detail } of problems) print(red(detail === '' ? summary : `${summary}: ${detail}`));
  const paint = verdict.exitCode === ExitCode.interrupted ? yellow : red;
  print(bold((verdict.ok ? green : paint)(verdict.line)));
}

function showNothingToDo(lab: string, text: string, { json }: ApplyOptions): void {
  if (json !== true) print(text);
  else
    printJson({
      ok: true,
      lab,
      verdict: { text, exitCode: ExitCode.ok, counts: null },
      seconds: 0,
      steps: [],
      problems: [],
    });
}
