import { createColors } from 'picocolors';
import { ExitCode } from '../../errors/exit-codes';
import { NuclabError } from '../../errors/nuclab-error';
import type { PlanReport } from '../reporting';
import { severityWords } from '../reporting/phrases';
import { hostNames, sameRows } from '../reporting/same-rows';
import type { ApplyStep } from './apply-step';

export interface ApprovalProps {
  readonly report: PlanReport;
  readonly steps: readonly ApplyStep[];
  /** `--yes`: a plan that resets no node is approved. */
  readonly yes: boolean;
  /** `--yes-reset=<lab>`: a plan that resets nodes of this lab is approved. @default - none is */
  readonly yesReset?: string;
  /** Puts a question to a person. @default - nobody can be asked */
  readonly ask?: (question: string) => Promise<string>;
}

/**
 * Has a plan approved by the flags or by a person. Resetting nodes takes the lab's name: a word that nobody types for
 * another lab than the one they mean.
 *
 * @throws NuclabError `invalidInput` when it is not approved
 */
export async function approve(props: ApprovalProps): Promise<void> {
  const { report, steps, yes, yesReset } = props;
  const { lab } = report;
  if (yesReset !== undefined && yesReset !== lab) {
    throw refusal(
      `--yes-reset=${yesReset} names another lab than ${lab}`,
      `write --yes-reset=${lab} if the nodes of ${lab} are to be reset`,
    );
  }
  const resets = resetHosts(steps);
  if (resets.length === 0) {
    if (!yes) await approveByPerson(props);
  } else if (yesReset === undefined) {
    await approveReset(resets, props);
  }
}

/** The report's first line, and what is destroyed or interrupted. */
export function approvalText({ verdict, effects }: PlanReport, useColor: boolean): string {
  const { bold, red, yellow } = createColors(useColor);
  const groups = sameRows(effects, ({ severity, text }) => JSON.stringify([severity, text]));
  const lines = groups.map(({ hosts, row: { severity, text } }) => {
    const line = `  ${severityWords[severity]}: ${hostNames(hosts)}: ${text}`;
    return severity === 'disruptive' || severity === 'without-effect' ? yellow(line) : red(line);
  });
  return [bold(verdict.text), ...lines].join('\n');
}

/** Hosts whose membership ends: they are drained and reset. */
function resetHosts(steps: readonly ApplyStep[]): string[] {
  return steps.filter(({ action }) => action === 'delete').map(({ host }) => host);
}

async function approveByPerson({ ask }: ApprovalProps): Promise<void> {
  if (ask === undefined) {
    throw refusal(
      'the plan has to be approved, and there is no terminal to ask on',
      'review the plan, then apply it with --yes',
    );
  }
  const answer = await ask('apply this plan? [y/N] ');
  if (!/^y(es)?$/i.test(answer.trim())) throw declined();
}

async function approveReset(resets: readonly string[], { report, ask }: ApprovalProps): Promise<void> {
  const { lab } = report;
  const hosts = hostNames(resets);
  if (ask === undefined) {
    throw refusal(
      `the plan resets ${hosts}, which has to be approved, and there is no terminal to ask on`,
      `review the plan, then apply it with --yes-reset=${lab}`,
    );
  }
  const answer = (await ask(`this resets ${hosts}. Type the lab's name to apply it: `)).trim();
  if (answer === lab) return;
  if (answer === '') throw declined();
  throw refusal(`"${answer}" is not the name of the lab`, `type ${lab} if its nodes are to be reset`);
}

function declined(): NuclabError {
  return refusal('not approved, nothing was changed', 'run `nuclab apply` to be asked again');
}

function refusal(what: string, fix: string): NuclabError {
  return new NuclabError({ what, fix, exitCode: ExitCode.invalidInput });
}
