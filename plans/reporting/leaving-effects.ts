import type { LabView } from './lab-view';
import { singleLine } from '../../text/single-line';
import type { Effect } from './plan-report';
import type { PlannedChange } from './planned-change';
import { currentRole } from './current-role';
import type { StepFinding } from './step-finding';

/** What happens to hosts whose membership ends, or that left the inventory. */
export function leavingEffects(view: LabView, findings: readonly StepFinding[]): Effect[] {
  return findings.flatMap((finding) => {
    if (finding.happens === 'leaves') return [leaving(view, finding)];
    return finding.happens === 'dropped' ? [leftAlone(finding)] : [];
  });
}

/** The destroy action of a membership, see docs/runner.md: drained and deleted by the control plane, then reset. */
function leaving(view: LabView, { planned, changes }: StepFinding): Effect {
  const { host, action, before } = planned;
  if (currentRole(view, host) === 'none') {
    const text = 'leaves the cluster, but is not a node at present: nothing is lost';
    return { severity: 'without-effect', host, text, fix: null };
  }
  const comesBack = action === 'replace';
  const why = comesBack && changes[0] !== undefined ? ` (${changes[0].text})` : '';
  const moved = changes.some(({ trigger }) => trigger === 'host_address');
  const where = moved ? ` at the old address ${singleLine(before?.['host_address'] ?? '', 40)}` : '';
  const text =
    before?.['role'] === 'control-plane'
      ? `reset${where}${why}, and its etcd data are the cluster: everything in the cluster is lost` +
        (comesBack ? '; then a new one is made' : '')
      : `taken out of the cluster${why}: drained for at most 60 s, deleted, reset${where}` +
        `${comesBack ? ', then joined again' : ''}; what its pods keep in emptyDir volumes is lost`;
  return { severity: 'destructive', host, text, fix: leavingFix(view, planned) };
}

function leavingFix(view: LabView, { host, action }: PlannedChange): string {
  if (view.hostResult(host)?.reached === false) {
    return `switch it on before you apply, or give it up with NUCLAB_ABANDON=${host}`;
  }
  return action === 'replace'
    ? 'undo that change in lab.yaml if this is not wanted'
    : 'do not apply this plan if it shall stay';
}

/** Terraform runs no destroy action of a resource that is no longer in the program. */
function leftAlone({ planned: { host, before } }: StepFinding): Effect {
  const byHand =
    before?.['role'] === 'control-plane'
      ? `run \`sudo kubeadm reset\` on ${host} if that cluster may be lost`
      : `take it out by hand: \`kubectl drain ${host} --ignore-daemonsets --delete-emptydir-data\`, ` +
        `\`kubectl delete node ${host}\`, then \`sudo kubeadm reset\` on ${host}`;
  return {
    severity: 'left-alone',
    host,
    text: 'no longer in lab.yaml: NOT drained and NOT reset by this plan; it stays in the cluster as it is, and nuclab forgets it',
    fix: `put it back into lab.yaml, or ${byHand}`,
  };
}
