import { statSync } from 'node:fs';
import { join } from 'node:path';
import { FakeCluster } from './support/fake-cluster';

const step = {
  phase: 'control-plane',
  script: 'init-control-plane.sh',
  inputs: { HOST_NAME: 'nuc01', HOST_ADDRESS: '10.0.0.11', LAB: 'lab', KUBERNETES_VERSION: '1.34.4' },
  files: { 'files/kubeadm.yaml': 'kind: InitConfiguration\n' },
};
const items =
  'ownership membership_record admin_conf kubeconfigs manifests kubelet_files kubelet_service initialised api_answers identity registered kubelet_healthy api_version kubelet_version pod_addresses bootstrap_tokens admin_kubeconfig'.split(
    ' ',
  );
const unchanged = items.map((item) => `unchanged: ${item}`);
const inits = (calls: readonly string[]): string[] => calls.filter((call) => call.startsWith('kubeadm init'));

describe('init-control-plane.sh', () => {
  let host: FakeCluster;
  beforeEach(() => {
    host = FakeCluster.prepared();
  });
  afterEach(() => host.dispose());

  it('makes a control plane on a prepared host, and nothing the second time', async () => {
    const first = await host.run('apply', step);
    expect(first.lines.filter((line) => !line.startsWith('unchanged'))).toEqual([
      'changed: membership_record: the host remembers no lab, applied lab',
      'changed: initialised: no control plane on this host, expected the one of lab',
      'changed: bootstrap_tokens: bootstrap tokens are still valid, expected none',
      'changed: admin_kubeconfig: /home/admin/.kube/config is missing, expected present',
    ]);
    expect(first.code).toBe(0);
    expect(inits(first.calls)).toEqual([
      'kubeadm init --config /step/control-plane/files/kubeadm.yaml --skip-token-print',
    ]);
    const second = await host.run('apply', step);
    expect(second.lines).toEqual(unchanged);
    expect(second.calls).toEqual([]);
    expect(await host.run('check', step)).toMatchObject({ code: 0, lines: [], calls: [] });
  });

  it('says in check mode what differs and changes nothing', async () => {
    host.set('enabled', 'disabled\n');
    expect(await host.run('check', step)).toMatchObject({
      code: 10,
      calls: [],
      lines: [
        'differs: membership_record: the host remembers no lab, applied lab',
        'differs: kubelet_service: kubelet is disabled at boot, applied enabled',
        'differs: initialised: no control plane on this host, expected the one of lab',
      ],
    });
  });

  it('lets no token that kubeadm prints into the log', async () => {
    const { output } = await host.run('apply', step);
    expect(output).toContain('kubeadm join --token [token removed]');
    expect(output).not.toContain('0123456789abcdef ');
    expect(output).not.toMatch(/abcdef\.0123456789abcdef/);
  });

  it('gives the admin user a closed kubeconfig, and keeps one of another cluster beside it', async () => {
    host.write('home/admin/.kube/config', 'another cluster\n');
    await host.run('apply', step);
    expect(host.read('home/admin/.kube/config')).toBe(host.read('etc/kubernetes/admin.conf'));
    expect(statSync(join(host.root, 'home/admin/.kube/config')).mode & 0o777).toBe(0o600);
  });

  it.each(['kill-init', 'kill-late'])('finishes an init that was cut off (%s)', async (kill) => {
    host.set(kill, '');
    expect((await host.run('apply', step)).code).toBeNull();
    const check = await host.run('check', step);
    expect(check.lines).toContain('differs: initialised: kubeadm init was started but not finished');
    const again = await host.run('apply', step);
    expect(again).toMatchObject({ code: 0 });
    const reset = again.calls.some((call) => call.startsWith('kubeadm reset --force'));
    expect(reset).toBe(kill === 'kill-init');
    expect((await host.run('apply', step)).lines).toEqual(unchanged);
  });

  it('shows what the preflight of kubeadm found as it is', async () => {
    host.set('init-answer', 'exit 1\n\t[ERROR Port-6443]: Port 6443 is in use\n\t[ERROR Mem]: too little\n');
    const { code, lines } = await host.run('apply', step);
    expect(code).toBe(11);
    expect(lines.at(-1)).toBe(
      'error: kubeadm refuses: [ERROR Port-6443]: Port 6443 is in use [ERROR Mem]: too little; fix: fix what each [ERROR] names on this host, then deploy again',
    );
    expect(host.has('var/lib/nuclab/init-begun')).toBe(false);
  });

  it('names the complaint of the kubelet when init fails', async () => {
    host.set('init-answer', 'exit 1\nerror execution phase wait-control-plane: timed out\n');
    host.set(
      'journal',
      'E1121 09:39:31.6 3056 kubelet.go:1704] "Failed to start ContainerManager" err="no cpu"\n',
    );
    const { code, lines } = await host.run('apply', step);
    expect(code).toBe(15);
    expect(lines.at(-1)).toBe(
      `error: kubeadm init failed: error execution phase wait-control-plane: timed out; kubelet: "Failed to start ContainerManager" err="no cpu"; fix: look at 'crictl ps -a' and 'journalctl -u kubelet' on nuc01, then deploy again`,
    );
  });

  it('refuses the control plane of another cluster', async () => {
    await host.run('apply', step);
    const run = await host.run('apply', { ...step, inputs: { ...step.inputs, LAB: 'other' } });
    expect(run).toMatchObject({ code: 19, calls: [] });
    expect(run.lines).toEqual([
      "error: this host is a control-plane node of the cluster lab, not of other; fix: run 'kubeadm reset' on nuc01 if that cluster may lose it, then deploy again",
    ]);
  });

  it('refuses a host that is a worker elsewhere', async () => {
    host.write('etc/kubernetes/kubelet.conf', '    server: https://10.9.9.9:6443\n');
    const run = await host.run('apply', step);
    expect(run).toMatchObject({ code: 19, calls: [] });
    expect(run.lines[0]).toContain(
      'this host is a node of the cluster at https://10.9.9.9:6443, not of its own at https://10.0.0.11:6443',
    );
  });

  it('starts a stopped control plane, waits for it and never resets it', async () => {
    await host.run('apply', step);
    host.unset('api');
    host.set('kubelet', 'inactive\n');
    const run = await host.run('apply', step);
    expect(run.code).toBe(15);
    expect(run.calls).toEqual(['systemctl start kubelet', 'systemctl start containerd kubelet']);
    expect(run.lines.at(-1)).toBe(
      "error: the API server of this control plane does not respond: The connection to the server was refused; fix: look at 'crictl ps -a' and 'journalctl -u kubelet' on nuc01; nuclab does not reset it, because its etcd data are the cluster",
    );
    host.set('api-comes-up', '');
    expect((await host.run('apply', step)).lines).toContain(
      'changed: api_answers: the API server does not respond: The connection to the server was refused',
    );
  });

  it('does not touch etcd data without admin.conf', async () => {
    await host.run('apply', step);
    host.remove('etc/kubernetes');
    const run = await host.run('apply', step);
    expect(run).toMatchObject({ code: 15, calls: [] });
    expect(run.lines.at(-1)).toBe(
      "error: /etc/kubernetes/admin.conf is missing or not valid, and /etc/kubernetes/pki/ca.key is missing; fix: restore /etc/kubernetes from a backup, or run 'kubeadm reset' on nuc01 if the cluster may go, then deploy again",
    );
    expect(host.has('var/lib/etcd/member')).toBe(true);
  });

  it('does not upgrade by the way', async () => {
    await host.run('apply', step);
    const run = await host.run('apply', {
      ...step,
      inputs: { ...step.inputs, KUBERNETES_VERSION: '1.35.1' },
    });
    expect(run.code).toBe(15);
    expect(run.lines.at(-1)).toBe(
      "error: the API server runs v1.34.4, expected v1.35.1; fix: run 'kubeadm upgrade apply v1.35.1' on nuc01, or set kubernetes.version back in lab.yaml",
    );
  });

  it('removes tokens that never expire and leaves those of a join under way', async () => {
    await host.run('apply', step);
    const soon = new Date(Date.now() + 10 * 60_000).toISOString().replace(/\.\d+/, '');
    host.set('tokens', `bootstrap-token-aaaaaa ${soon} \n`);
    expect((await host.run('check', step)).lines).toEqual([]);
    host.set('tokens', `bootstrap-token-aaaaaa ${soon} \nbootstrap-token-bbbbbb never \n`);
    const { calls } = await host.run('apply', step);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatch(/delete secret --ignore-not-found bootstrap-token-bbbbbb$/);
  });
});
