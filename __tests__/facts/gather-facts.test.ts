import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode } from '../../errors/exit-codes';
import { factsText, gatherFacts, type HostFacts } from '../../facts';
import { SshError } from '../../ssh/ssh-error';
import { markerText } from '../../exchange/step-task';
import { until } from '../support/until';
import { certificate, expiresAt } from './certificate';
import { FactLab, inventory } from './fact-lab';

const canary = 'canary-4711-key';
const token = 'abcdef.0123456789abcdef';
let lab: FactLab;
beforeEach(() => (lab = new FactLab()));
afterEach(() => lab.remove());

describe('gatherFacts', () => {
  test('tells what a host is and remembers, and whether it still is so, over one connection each', async () => {
    lab.applied('base', 'prepare-host.sh', '[[ $1 == check && ${NUCLAB_ADMIN_USER} != "" ]]');
    lab.applied(
      'worker',
      'join-worker.sh',
      'echo "differs: kubelet_running: kubelet is stopped"; echo "follows: api: gone"; exit 10',
    );
    const facts = await lab.gather();
    expect(lab.connects).toEqual(['nuc01', 'nuc02']);
    expect(facts).toMatchObject({
      schemaVersion: 2,
      lab: 'lab',
      observedAt: '2026-11-21T11:52:03Z',
      hosts: [
        { name: 'nuc01', reached: true },
        { name: 'nuc02', steps: [], certificates: [] },
      ],
    });
    const { identity, system, usage, versions, steps } = facts.hosts[0] as HostFacts;
    expect(identity).toEqual({
      machineId: 'nuc010000',
      bootId: 'boot-1',
      hostname: 'nuc01',
      hostKey: undefined,
    });
    expect(system).toMatchObject({ os: 'Debian GNU/Linux 13 (trixie)', kernel: '6.12.48' });
    expect(usage).toMatchObject({
      uptimeSeconds: 1234,
      load: 0.42,
      memoryKilobytes: 16_200_000,
      memoryAvailableKilobytes: 12_000_000,
      diskKilobytes: expect.any(Number) as number,
      diskAvailableKilobytes: expect.any(Number) as number,
    });
    expect(versions).toEqual({ containerd: '1.7.24', kubelet: '1.34.4' });
    expect(steps).toMatchObject([
      {
        phase: 'base',
        marker: {
          inputs: { LAB: 'lab' },
          files: { hosts: '982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1' },
          reason: 'first install',
          runCount: 3,
        },
        check: { result: 'in-place' },
      },
      {
        phase: 'worker',
        check: {
          result: 'differs',
          differences: [
            { item: 'kubelet_running', text: 'kubelet is stopped', inherited: false },
            { item: 'api', text: 'gone', inherited: true },
          ],
        },
      },
    ]);
  });

  test('takes a host that cannot be reached for a fact, with what to do', async () => {
    lab.refuse = ({ name }) =>
      name === 'nuc02'
        ? new SshError({ kind: 'timeout', what: 'no answer within 5 s', where: 'nuc02', fix: 'switch it on' })
        : undefined;
    const { hosts } = await lab.gather();
    expect(hosts.map(({ reached }) => reached)).toEqual([true, false]);
    expect(hosts[1]).toEqual({
      name: 'nuc02',
      address: '10.0.0.12',
      reached: false,
      problem: { kind: 'timeout', what: 'no answer within 5 s', fix: 'switch it on', exitCode: 3 },
    });
  });

  test('takes a host whose steps cannot be checked for unreachable, not for unchanged', async () => {
    const step = lab.step('exit 0', { script: 'prepare-host.sh' });
    lab.put('nuc02', 'var/lib/nuclab/markers/base.json', markerText(step));
    writeFileSync(join(lab.root('nuc02'), 'run'), 'a file where a folder has to be');
    const { hosts } = await lab.gather();
    expect(hosts[1]).toMatchObject({
      reached: false,
      problem: {
        kind: 'facts',
        what: expect.stringMatching(
          /^the host could not be checked: .*(Not a directory|File exists)/,
        ) as string,
        exitCode: ExitCode.unreachable,
      },
    });
  });

  test('reads certificates without the keys beside them, and tells the cluster as its control plane sees it', async () => {
    lab.put('nuc01', 'etc/kubernetes/pki/ca.crt', certificate);
    lab.put('nuc01', 'etc/kubernetes/pki/ca.key', `-----BEGIN PRIVATE KEY-----\n${canary}\n`);
    lab.put('nuc01', 'etc/kubernetes/pki/etcd/server.crt', certificate);
    lab.put('nuc01', 'etc/kubernetes/pki/broken.crt', 'no certificate');
    lab.put(
      'nuc01',
      'var/lib/kubelet/pki/kubelet-client-current.pem',
      `-----BEGIN EC PRIVATE KEY-----\n${canary}\n-----END EC PRIVATE KEY-----\n${certificate}`,
    );
    const data = Buffer.from(certificate).toString('base64');
    lab.put(
      'nuc01',
      'etc/kubernetes/admin.conf',
      `    certificate-authority-data: ${data}\n    client-certificate-data: ${data}\n    client-key-data: ${canary}\n`,
    );
    lab.command(
      'kubectl',
      `case "$*" in *configmap*) ;; *nodes*) printf 'nuc02\\tUnknown\\tKubelet stopped posting\\tv1.34.4\\tm2\\tcordoned\\t10.0.0.12\\t\\nnuc01\\tTrue\\tready\\tv1.34.4\\tm1\\t\\t10.0.0.11\\tcontrol-plane\\n' ;; *) printf '{\\n "gitVersion": "v1.34.4",\\n}\\n' ;; esac`,
    );
    lab.command(
      'crictl',
      'if [[ $1 == ps ]]; then echo 0123; else echo "8e9, started, nuc01, https://10.0.0.11:2380, https://10.0.0.11:2379, false"; fi',
    );
    const facts = await lab.gather();
    const [first] = facts.hosts as [HostFacts];
    expect(first.certificates).toEqual(
      ['admin.conf', 'ca', 'etcd/server', 'kubelet-client'].map((name) => ({ name, expiresAt })),
    );
    expect(facts.cluster).toEqual({
      observedOn: 'nuc01',
      version: '1.34.4',
      problem: undefined,
      nodes: [
        {
          name: 'nuc01',
          ready: true,
          role: 'control-plane',
          version: '1.34.4',
          schedulable: true,
          address: '10.0.0.11',
          machineId: 'm1',
        },
        {
          name: 'nuc02',
          ready: false,
          message: 'Kubelet stopped posting',
          role: 'worker',
          version: '1.34.4',
          schedulable: false,
          address: '10.0.0.12',
          machineId: 'm2',
        },
      ],
      etcdMembers: [{ name: 'nuc01', peerUrl: 'https://10.0.0.11:2380', learner: false }],
      steps: [],
    });
    expect(factsText(facts)).not.toContain(canary);
  });

  test('says what the API server said when it does not respond', async () => {
    lab.controlPlane('nuc01');
    lab.command('kubectl', 'echo first >&2; echo "dial tcp: connection refused" >&2; exit 1');
    expect((await lab.gather()).cluster).toMatchObject({
      problem: 'dial tcp: connection refused',
      nodes: [],
    });
  });

  test('keeps no token and no control character that a host says', async () => {
    lab.applied(
      'base',
      'prepare-host.sh',
      `printf 'differs: swap: \\033[31mred ${token} \\xe2\\x80\\xaeevil\\n'; exit 10`,
    );
    lab.put('nuc01', 'etc/machine-id', `password: hunter22\n`);
    const worker = lab.step('exit 0', { phase: 'worker', script: 'join-worker.sh', inputs: { LAB: token } });
    lab.put('nuc01', 'var/lib/nuclab/markers/worker.json', markerText(worker));
    const text = factsText(await lab.gather());
    expect(text).not.toMatch(/abcdef\.0123456789abcdef|\\u001b|\u202E|hunter22/);
    expect(text).toContain('red [redacted] evil');
  });

  test('does not take a marker it cannot read for a step that was applied', async () => {
    lab.put('nuc01', 'var/lib/nuclab/markers/base.json', '{"schemaVersion":9}\n');
    lab.put('nuc01', 'var/lib/nuclab/markers/network.json', 'half');
    lab.put('nuc01', 'var/lib/nuclab/markers/unknown.json', '{"schemaVersion":1,"phase":"unknown"}\n');
    expect((await lab.gather()).hosts[0]).toMatchObject({ steps: [] });
  });

  test('has facts of a host without bash, whose steps nobody can check', async () => {
    const step = lab.step('exit 0', { script: 'prepare-host.sh' });
    lab.put('nuc01', 'var/lib/nuclab/markers/base.json', markerText(step));
    const facts = join(lab.assets, 'scripts/facts/facts.sh');
    writeFileSync(facts, readFileSync(facts, 'utf8').replace('if has bash', 'if has bush'));
    const [first] = (await lab.gather()).hosts as [HostFacts];
    expect(first.identity.machineId).toBe('nuc010000');
    expect(first.steps).toMatchObject([
      { phase: 'base', check: { result: 'failed', what: 'bash is missing' } },
    ]);
  });

  test('has the parts that a precheck reads, but asks nobody on the network', async () => {
    const { hosts } = await lab.gather();
    expect(hosts[0]).toMatchObject({
      system: { osId: 'debian', kernelFeatures: { overlay: expect.any(String) as string } },
      storage: { disks: expect.any(Array) as unknown[], swap: [] },
      network: { ufw: false },
      packages: { dpkgInterrupted: false },
      membership: { kubeconfigs: [], finished: [], swarm: false },
    });
    expect(hosts[0]).not.toHaveProperty('reach');
    expect(lab.sent.map(({ stdin }) => stdin).join()).not.toContain('facts_reach()');
  });

  test('says who holds the host', async () => {
    lab.put(
      'nuc01',
      'run/nuclab/lock',
      'id-1\nanna@desk (pid 7)\ndeploys /home/anna/lab\n2026-11-21T11:50:00Z\n1230\n',
    );
    expect((await lab.gather()).hosts[0]).toMatchObject({
      lock: {
        owner: 'anna@desk (pid 7)',
        purpose: 'deploys /home/anna/lab',
        since: '2026-11-21T11:50:00Z',
        heartbeatSeconds: 4,
      },
    });
  });

  test('finds the kubeconfig of this computer gone, unless it keeps none', async () => {
    lab.controlPlane('nuc01', certificate, certificate, [
      `kubeconfig.json ${lab.clusterMarker('kubeconfig', 'check-kubeconfig.sh')}`,
    ]);
    const check = async (env?: NodeJS.ProcessEnv) =>
      (await lab.gather(env, ['nuclab', 'cluster'])).cluster?.steps[0]?.check;
    const differs = (text: string) => ({
      result: 'differs',
      differences: [{ item: 'operator_kubeconfig', text: `lab.kubeconfig ${text}`, inherited: false }],
    });
    expect(await check()).toEqual(differs('is missing on this computer, expected present'));
    expect(await check({ NUCLAB_KUBECONFIG: 'none' })).toEqual({ result: 'in-place' });
    const path = join(lab.lab, 'lab.kubeconfig');
    const data = Buffer.from(certificate).toString('base64');
    const config = (server: string, ca = data) =>
      `clusters: [{ cluster: { server: "${server}", certificate-authority-data: ${ca} } }]\n`;
    writeFileSync(path, config('https://10.0.0.11:6443'), { mode: 0o644 });
    expect(await check()).toEqual(differs('is open to others (mode 644), expected 600'));
    chmodSync(path, 0o600);
    expect(await check()).toEqual({ result: 'in-place' });
    writeFileSync(path, config('https://10.0.0.11:6443', 'AAAA'));
    expect(await check()).toEqual(differs("holds another cluster's CA certificate"));
    writeFileSync(path, config('https://10.0.0.99:6443'));
    expect(await check()).toEqual(differs('names another API server, expected https://10.0.0.11:6443'));
    writeFileSync(path, '{');
    expect(await check()).toEqual(differs('cannot be read, expected a kubeconfig'));
  });

  test('ends when it is interrupted', async () => {
    lab.applied('base', 'prepare-host.sh', 'sleep 60');
    const controller = new AbortController();
    const gathering = gatherFacts({
      inventory,
      labDirectory: lab.lab,
      env: {},
      connect: (target) => lab.connect(target),
      assetsDirectory: lab.assets,
      signal: controller.signal,
    });
    await until(() => lab.sent.length > 0, 'the first command to be sent');
    controller.abort();
    await expect(gathering).rejects.toThrow('interrupted while gathering facts; fix: run it again');
  });
});
