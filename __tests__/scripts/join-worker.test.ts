import { existsSync } from 'node:fs';
import { FakeCluster } from './support/fake-cluster';
import type { ClusterStep, Run } from './support/fake-cluster';

const items =
  'ownership membership_record kubelet_files kubelet_service api_answers joined registered bootstrap_credentials kubelet_healthy kubelet_version pod_addresses'.split(
    ' ',
  );
const unchanged = items.map((item) => `unchanged: ${item}`);
const secret = 'token: abcdef.0123456789abcdef\n';
const joins = (run: Run): number => run.calls.filter((call) => call.startsWith('kubeadm join')).length;
const resets = (run: Run): number => run.calls.filter((call) => call.startsWith('kubeadm reset')).length;

describe('join-worker.sh', () => {
  let host: FakeCluster;
  beforeEach(() => {
    host = FakeCluster.prepared({ name: 'nuc02', address: '10.0.0.12', api: '' });
    host.set('endpoint', `127.0.0.1:${host.port}`);
  });
  afterEach(() => host.dispose());

  const step = (inputs: Readonly<Record<string, string>> = {}, files = true): ClusterStep => ({
    phase: 'worker',
    script: 'join-worker.sh',
    inputs: {
      HOST_NAME: 'nuc02',
      HOST_ADDRESS: '10.0.0.12',
      LAB: 'lab',
      KUBERNETES_VERSION: '1.34.4',
      API_ENDPOINT: `127.0.0.1:${host.port}`,
      ...inputs,
    },
    files: files ? { 'secret/join.yaml': secret } : {},
  });
  const secretIsThere = (): boolean => existsSync(host.stepFile('worker', 'secret/join.yaml'));
  const apply = async (inputs?: Readonly<Record<string, string>>): Promise<Run> => {
    const run = await host.run('apply', step(inputs));
    expect(run.output).not.toContain('0123456789abcdef\n');
    expect(run.output).not.toContain('abcdef.');
    if (run.code !== null) expect(secretIsThere()).toBe(false);
    return run;
  };

  it('joins a prepared host, and does nothing the second time', async () => {
    const first = await apply();
    expect(first.lines).toEqual([
      'unchanged: ownership',
      'changed: membership_record: the host remembers no lab, applied lab',
      'unchanged: kubelet_files',
      'unchanged: kubelet_service',
      'unchanged: api_answers',
      'changed: joined: this host is not a node, expected a worker of lab',
      ...unchanged.slice(6),
    ]);
    expect(first.calls).toEqual(['kubeadm join --config /step/worker/secret/join.yaml']);
    const second = await apply();
    expect(second).toMatchObject({ code: 0, lines: unchanged, calls: [] });
    expect(await host.run('check', step({}, false))).toMatchObject({ code: 0, lines: [], calls: [] });
  });

  it('recovers a join that was cut off, and removes the token it left', async () => {
    host.set('kill-join', '');
    expect((await apply()).code).toBeNull();
    const check = await host.run('check', step({}, false));
    expect(check.code).toBe(10);
    expect(check.lines).toContain(
      'differs: bootstrap_credentials: /etc/kubernetes/bootstrap-kubelet.conf is left over from a join, expected none',
    );
    const again = await apply();
    expect(again.lines).toContain('warning: what an earlier or unfinished join left behind is undone');
    expect([again.code, resets(again), joins(again)]).toEqual([0, 1, 1]);
    expect(host.has('etc/kubernetes/bootstrap-kubelet.conf')).toBe(false);
  });

  it('refuses a host of another cluster', async () => {
    host.write('etc/kubernetes/kubelet.conf', '    server: https://10.9.9.9:6443\n');
    const run = await apply();
    expect(run).toMatchObject({ code: 19, calls: [] });
    expect(run.lines).toEqual([
      `error: this host is a node of the cluster at https://10.9.9.9:6443, not of https://127.0.0.1:${host.port}; fix: run 'kubeadm reset' on nuc02 if it may leave that cluster, then deploy again`,
    ]);
  });

  it('refuses a control-plane node', async () => {
    host.write('etc/kubernetes/admin.conf', 'clusters:\n- cluster:\n    server: x\n  name: other\n');
    const run = await apply();
    expect(run).toMatchObject({ code: 19, calls: [] });
    expect(run.lines[0]).toContain(
      'this host is a control-plane node of the cluster other, not a worker of lab',
    );
  });

  it('refuses a host that trusts another CA, unless it is of this lab, which was made anew', async () => {
    await apply();
    host.set('x509', 'exit 1\ntls: x509: certificate signed by unknown authority\n');
    host.remove('var/lib/nuclab/membership');
    const refused = await apply();
    expect(refused).toMatchObject({ code: 19, calls: [] });
    expect(refused.lines[0]).toContain(
      'this host trusts the CA of another cluster than the one at https://127.0.0.1:',
    );
    host.write('var/lib/nuclab/membership', 'lab\n');
    const run = await apply();
    expect([resets(run), joins(run)]).toEqual([1, 1]);
  });

  it('refuses a name that a live node has, after waiting for it to be seen gone', async () => {
    host.set(
      'join-answer',
      'exit 1\nerror: a Node with name "nuc02" and status "Ready" already exists in the cluster.\n',
    );
    const run = await apply();
    expect(run.code).toBe(16);
    expect(run.output).toMatch(
      /waiting: for the old node nuc02 to be NotReady \(last saw Ready, \d s left\)/,
    );
    expect(run.lines.at(-1)).toBe(
      "error: another machine with the name nuc02 is a Ready node of this cluster; fix: give one of the two another name in lab.yaml, or run 'kubectl delete node nuc02' if the other is gone",
    );
  });

  it('says why kubeadm join failed', async () => {
    host.set('kubelet', 'active\n');
    host.set('join-answer', 'exit 1\nerror execution phase kubelet-start: timed out\n');
    const run = await apply();
    expect(run.code).toBe(16);
    expect(run.lines.at(-1)).toBe(
      "error: kubeadm join failed: error execution phase kubelet-start: timed out; fix: look at 'journalctl -u kubelet' on nuc02, then deploy again",
    );
    host.set('join-answer', 'exit 1\n\t[ERROR Port-10250]: Port 10250 is in use\n');
    expect((await apply()).code).toBe(11);
  });

  it('does not join without a configuration, nor when nothing answers at the API endpoint', async () => {
    const without = await host.run('apply', step({}, false));
    expect(without.code).toBe(16);
    expect(without.lines.at(-1)).toBe(
      'error: the join configuration is missing; fix: start this step through nuclab, which asks the control plane for a token',
    );
    await apply();
    host.write('etc/kubernetes/kubelet.conf', '    server: https://127.0.0.1:1\n');
    const run = await apply({ API_ENDPOINT: '127.0.0.1:1' });
    expect(run).toMatchObject({ code: 16, calls: [] });
    expect(run.lines.at(-1)).toBe(
      'error: the API server does not respond: nothing listens at 127.0.0.1:1; fix: make sure the control plane at 127.0.0.1:1 responds, then deploy again',
    );
  });

  it('cleans the bridge that a kubeadm reset by hand left', async () => {
    host.set('links', 'cni0\nflannel.1\n');
    const run = await apply();
    expect(run.code).toBe(0);
    expect(run.lines).toContain('warning: the links cni0 flannel.1 are left: removed');
    expect(run.calls.slice(0, 2)).toEqual(['ip link delete cni0', 'ip link delete flannel.1']);
  });
});
