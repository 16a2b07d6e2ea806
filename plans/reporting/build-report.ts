import { expiringCertificates } from './certificates';
import { clusterView } from './cluster-view';
import { comparisonView } from './comparison-view';
import { effects } from './effects';
import { hostsInLab } from './hosts-in-lab';
import { LabView, type ReportInput } from './lab-view';
import { notices } from './notices';
import { origin } from './origin';
import { singleLine } from '../../text/single-line';
import type { PlanReport } from './plan-report';
import { stepFindings } from './step-finding';
import { stepDetails, stepRows } from './step-rows';
import { verdict } from './plan-verdict';

/** The report of a plan, for people and programs. Pure: the same input gives the same bytes. */
export function buildReport(input: ReportInput): PlanReport {
  const view = new LabView(input);
  const findings = stepFindings(view);
  const steps = stepRows(findings);
  const hosts = hostsInLab(view, findings);
  const found = effects(view, findings);
  const noticed = notices(view, steps);
  const withRows = new Set(steps.map(({ host }) => host));
  return {
    schemaVersion: 1,
    lab: singleLine(view.inventory.name, 63),
    verdict: verdict(view, { plan: input.plan, steps, effects: found, notices: noticed }),
    effects: found,
    steps,
    otherChanges: view.otherChanges,
    unchangedHosts: hosts
      .filter(({ name, state }) => state === 'unchanged' && !withRows.has(name))
      .map(({ name }) => name),
    notices: noticed,
    certificates: expiringCertificates(view),
    hosts,
    details: stepDetails(findings),
    cluster: clusterView(view.facts?.cluster),
    comparison: comparisonView(input.comparison),
    origin: origin(input.metadata),
  };
}
