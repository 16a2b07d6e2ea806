import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SshError } from '../../../ssh/ssh-error';
import { forgettingControlPlane, leavingStep, leavingTarget } from '../../../runner/leaving-step';
import { runStep } from '../../../runner/run-step';
import type { LeavingHost } from '../../../runner/runner-request';
import { StepLab } from '../../support/fake-lab/step-lab';

const leaving: LeavingHost = {
  name: 'nuc02',
  address: '10.0.0.12',
  role: 'worker',
  lab: 'lab',
  apiEndpoint: '10.0.0.11:6443',
  abandoned: false,
};
let lab: StepLab;
beforeEach(() => {
  lab = new StepLab();
  lab.host('nuc02');
  // A cluster whose only node is nuc02, if the file is there.
  lab.command(
    'kubectl',
    [
      'echo "$*" >>"${NUCLAB_ROOT}/kubectl-calls"',
      'case $1 in',
      '  get) [[ ! -e "${NUCLAB_ROOT}/api-down" ]] || { echo "connection refused"; exit 1; }',
      '    if [[ -e "${NUCLAB_ROOT}/node" ]]; then echo node/nuc02; fi ;;',
      '  drain) [[ ! -e "${NUCLAB_ROOT}/stuck" ]] || { echo "error when evicting pods/\\"web-0\\" -n \\"default\\": would violate the budget"; exit 1; } ;;',
      '  delete) rm "${NUCLAB_ROOT}/node" ;;',
      'esac',
    ].join('\n'),
  );
  writeFileSync(join(lab.root(), 'node'), '');
  lab.step('. "${NUCLAB_STEP_DIR}/inputs.env"; echo "changed: membership: $HOST_NAME is a $ROLE of $LAB"', {
    script: 'leave-cluster.sh',
  });
});
afterEach(() => lab.remove());

const leave = (host: LeavingHost = leaving): Promise<unknown> => {
  const step = leavingStep('nuc02/membership', host, lab.assets);
  return runStep(lab.manifest(), step, lab.context(), host);
};
const kubectlCalls = (): string[] => {
  const path = join(lab.root(), 'kubectl-calls');
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
};
const onControlPlane = (name: string): void => writeFileSync(join(lab.root(), name), '');
const unreachable = (): SshError =>
  new SshError({ kind: 'unreachable', what: 'no answer', where: 'nuc', fix: 'switch it on' });

describe('a host leaves its cluster', () => {
  test('drained and deleted on the control plane, then reset', async () => {
    await leave();
    expect(kubectlCalls()).toEqual([
      'get node nuc02 --ignore-not-found --output=name --request-timeout=10s',
      'cordon nuc02',
      'drain nuc02 --ignore-daemonsets --delete-emptydir-data --timeout=60s',
      'delete node nuc02 --ignore-not-found --timeout=20s',
    ]);
    expect(lab.starts('nuc02')).toEqual(['nuclab-membership.service']);
    expect(lab.printed.slice(0, 3)).toEqual([
      'nuc02 membership: starts: leaves the cluster of lab',
      'nuc02 membership: changed: node: nuc02 drained and deleted',
      'nuc02 membership: changed: membership: nuc02 is a worker of lab',
    ]);
  });

  test('although a pod does not let itself be evicted, whose name it gets to read', async () => {
    onControlPlane('stuck');
    await leave();
    expect(lab.printed).toContain(
      'nuc02 membership: warning: nuc02 was not drained within 60 s and leaves anyway: error when evicting pods/"web-0" -n "default": would violate the budget',
    );
    expect(existsSync(join(lab.root(), 'node'))).toBe(false);
  });

  test('without draining when the cluster does not know it', async () => {
    writeFileSync(join(lab.root(), 'kubectl-calls'), '');
    lab.command('kubectl', 'echo "$*" >>"${NUCLAB_ROOT}/kubectl-calls"');
    await leave();
    expect(kubectlCalls().at(-1)).toMatch(/get node nuc02/);
    expect(lab.log('membership', 'nuc02')).toContain('unchanged: node: nuc02 is not a node of the cluster');
  });

  test('although the API server is down', async () => {
    onControlPlane('api-down');
    await leave();
    expect(lab.printed).toContain(
      'nuc02 membership: warning: the Node object of nuc02 could not be deleted on nuc01 (see the lines above); delete it with kubectl delete node nuc02',
    );
    expect(lab.starts('nuc02')).toHaveLength(1);
  });

  test('although the control plane does not respond', async () => {
    lab.refuse = (target) => (target.name === 'nuc01' ? unreachable() : undefined);
    await leave();
    expect(lab.printed).toContain(
      'nuc02 membership: warning: the Node object of nuc02 could not be deleted on nuc01 (no answer); delete it with kubectl delete node nuc02',
    );
    expect(lab.starts('nuc02')).toHaveLength(1);
  });

  test('with a failure that says what to do when the host itself does not respond', async () => {
    lab.refuse = (target) => (target.name === 'nuc02' ? unreachable() : undefined);
    await expect(leave()).rejects.toMatchObject({
      exitCode: 3,
      message:
        'nuc02/membership: no answer, so nuc02 cannot be reset and still acts as a node; fix: switch nuc02 on and deploy again, or give it up with NUCLAB_ABANDON=nuc02',
    });
    expect(existsSync(join(lab.root(), 'node'))).toBe(false);
  });

  test('when it is abandoned, without being reached', async () => {
    lab.refuse = (target) => (target.name === 'nuc02' ? unreachable() : undefined);
    await leave({ ...leaving, abandoned: true });
    expect(lab.printed).toContain(
      'nuc02 membership: warning: nuc02 is abandoned: it was not reset and still holds its credentials',
    );
  });

  test('under the address of the state when the inventory has another one or none', () => {
    const manifest = lab.manifest();
    expect(leavingTarget(manifest, { ...leaving, address: '10.0.0.99' })).toEqual({
      name: 'nuc02',
      address: '10.0.0.99',
      port: 22,
      user: 'teacher',
    });
    expect(leavingTarget(manifest, { ...leaving, name: 'nuc09' }).name).toBe('nuc09');
  });

  test('which is the control plane itself without asking another one', () => {
    expect(forgettingControlPlane(lab.manifest(), { ...leaving, address: '10.0.0.11' })).toBeUndefined();
    expect(forgettingControlPlane(lab.manifest(), { ...leaving, apiEndpoint: '10.0.0.77:6443' })?.name).toBe(
      '10.0.0.77',
    );
  });
});
