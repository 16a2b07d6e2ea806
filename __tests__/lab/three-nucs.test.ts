import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { reboot } from '../../virtual-lab/virtual-lab';
import {
  asRoot,
  eventually,
  hostFingerprint,
  startClusterLab,
  succeeded,
  type ClusterLab,
} from './support/cluster-lab';
import { startPeerPods, unreachedPeers } from './support/peer-pods';
import { ProcessWatch, bootstrapToken } from './support/process-watch';

const sudoPassword = 'canary-sudo-7d1f0c';
const passphrase = 'canary-passphrase-91e2';

let cluster: ClusterLab;
let processes: string[];
let deployOutput: string;

beforeAll(async () => {
  cluster = await startClusterLab({
    suffix: 'a',
    suite: 'trixie',
    count: 3,
    kubernetesVersion: '1.34.4',
    sudoPassword,
    env: { NUCLAB_SUDO_PASSWORD: sudoPassword, NUCLAB_SSH_PASSPHRASE: passphrase, SSH_AUTH_SOCK: '' },
    inventory: { ssh: { identityFile: 'key', sudo: 'password' } },
  });
  const key = join(cluster.workspace.directory, 'key');
  copyFileSync(cluster.lab.identityFile, key);
  execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', passphrase, '-f', key]);
}, 2_400_000);

afterAll(() => cluster.end(), 120_000);

const hosts = (): string[] => cluster.lab.hosts.map((host) => host.name);

describe('three virtual NUCs with Debian 13', () => {
  test('pass the precheck, which writes nothing', async () => {
    const before = await Promise.all(hosts().map((host) => hostFingerprint(cluster.workspace, host)));
    succeeded(await cluster.workspace.nuclab(['precheck']));
    expect(await Promise.all(hosts().map((host) => hostFingerprint(cluster.workspace, host)))).toEqual(
      before,
    );
  });

  test('become a cluster by one cdktf deploy', async () => {
    const watch = new ProcessWatch();
    const deployed = await cluster.workspace.deploy();
    processes = watch.stop();
    deployOutput = succeeded(deployed).output;
    const nodes = await cluster.workspace.kubectl(['get', 'nodes', '--no-headers']);
    expect(
      nodes.stdout.split('\n').filter((line) => /^nuc0[123]\s+Ready\s.*v1\.34\.4/.test(line)),
    ).toHaveLength(3);
    const pods = await cluster.workspace.kubectl(['get', 'pods', '-A', '--no-headers']);
    expect(pods.stdout.split('\n').filter((line) => line !== '' && !/\s1\/1\s+Running\s/.test(line))).toEqual(
      [],
    );
  });

  test('need nothing on the second deploy, by the CDK CLI or plain Terraform, and no host is written to', async () => {
    const before = await Promise.all(hosts().map((host) => hostFingerprint(cluster.workspace, host)));
    expect(succeeded(await cluster.workspace.deploy()).output).toContain('No changes');
    const plan = await cluster.workspace.terraform(['plan', '-input=false', '-detailed-exitcode']);
    expect(succeeded(plan).output).toContain('No changes');
    expect(await Promise.all(hosts().map((host) => hostFingerprint(cluster.workspace, host)))).toEqual(
      before,
    );
  });

  test('let a pod on each node reach a pod on each other, by address and by service name', async () => {
    await startPeerPods(cluster.workspace, cluster.lab);
    expect(await unreachedPeers(cluster.workspace)).toEqual([]);
  });

  test('come back Ready after a reboot, with pods that reach each other', async () => {
    await reboot(cluster.lab, 'nuc02');
    await eventually(180, async () => {
      const ready =
        'jsonpath={range .status.conditions[?(@.type=="Ready")]}{.status} {.lastHeartbeatTime}{end}';
      const node = await cluster.workspace.kubectl(['get', 'node', 'nuc02', '-o', ready]);
      expect(node.stdout).toMatch(/^True /);
      expect(await unreachedPeers(cluster.workspace)).toEqual([]);
    });
    expect(succeeded(await cluster.workspace.deploy()).output).toContain('No changes');
  });

  test('give the operator a kubeconfig under the lab name that nobody else can read', async () => {
    expect(statSync(cluster.workspace.kubeconfig).mode & 0o777).toBe(0o600);
    const contexts = await cluster.workspace.kubectl(['config', 'get-contexts', '-o', 'name']);
    expect(contexts.stdout.trim()).toBe('test');
  });
});

describe('no secret is left anywhere', () => {
  const secrets = [sudoPassword, passphrase];
  const inText = (text: string): string[] => [
    ...secrets.filter((secret) => text.includes(secret)),
    ...(bootstrapToken.test(text) ? [bootstrapToken.exec(text)?.[0] ?? ''] : []),
    ...(/PRIVATE KEY|client-key-data/.test(text) ? ['a private key'] : []),
  ];

  test('in state, plan, logs, synthesised files or what the terminal showed', async () => {
    const files = execFileSync('find', [
      cluster.workspace.directory,
      '-type',
      'f',
      '-not',
      '-path',
      '*/.terraform/*',
    ])
      .toString()
      .trim()
      .split('\n')
      .filter(
        (file) => file !== join(cluster.workspace.directory, 'key') && file !== cluster.workspace.kubeconfig,
      );
    expect(files.some((file) => file.endsWith('.tfstate'))).toBe(true);
    expect(files.some((file) => file.endsWith('nuc02/worker.log'))).toBe(true);
    expect(files.filter((file) => inText(readFileSync(file, 'utf8')).length > 0)).toEqual([]);
    expect(inText(deployOutput)).toEqual([]);
    succeeded(await cluster.workspace.terraform(['plan', '-input=false', '-out=secret.plan']));
    expect(
      inText(succeeded(await cluster.workspace.terraform(['show', '-json', 'secret.plan'])).stdout),
    ).toEqual([]);
  });

  test('in the arguments of any process during the deploy, on any host or here', () => {
    expect(processes.some((line) => line.includes('kubeadm join'))).toBe(true);
    expect(
      processes.filter((line) => [...secrets, bootstrapToken].some((secret) => line.search(secret) >= 0)),
    ).toEqual([]);
  });

  test('on a host: no token in files, journal or cluster', async () => {
    const places =
      '/run/nuclab /var/lib/nuclab /etc/kubernetes /root /home /tmp /var/log /var/lib/kubelet/config.yaml';
    const pattern = '\\b[a-z0-9]{6}\\.[a-z0-9]{16}\\b';
    for (const host of hosts()) {
      const script = `grep -rIlE '${pattern}' --exclude-dir=journal --exclude-dir=pods --exclude-dir=containers ${places} 2>/dev/null; journalctl --no-pager -q | grep -cE '${pattern}'; true`;
      expect((await asRoot(cluster.workspace, host, script)).stdout.trim()).toBe('0');
    }
    const tokens = [
      '-n',
      'kube-system',
      'get',
      'secrets',
      '--field-selector',
      'type=bootstrap.kubernetes.io/token',
      '-o',
      'name',
    ];
    expect((await cluster.workspace.kubectl(tokens)).stdout).toBe('');
  });
});
