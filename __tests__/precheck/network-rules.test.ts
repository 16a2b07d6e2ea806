import type { ReachFacts } from '../../facts';
import type { Finding, Severity } from '../../precheck';
import { findingsOn, healthy, inventory, member, withKubernetes, type Planted } from './planted';

type Url = ReachFacts['urls'][number];

const KEY = 'https://pkgs.k8s.io/core:/stable:/v1.34/deb/Release.key';
const REPOSITORY_FIX =
  'allow access to it, set the proxy of apt on the host, or name a mirror in kubernetes.apt.url';
const IMAGE_FIX = 'allow access to it, or name a mirror in kubernetes.registryMirrors';
const NAMES_FIX =
  'correct its name servers in /etc/resolv.conf, or with systemd-resolved those `resolvectl status` shows';

function finding(severity: Severity, id: string, what: string, fix: string): Finding {
  return { id, severity, what, fix };
}

/** Healthy answers, but these: by URL. */
function answers(...changed: readonly Url[]): Planted {
  const kept = healthy(2).reach.urls.filter(({ url }) => !changed.some((one) => one.url === url));
  return { urls: [...kept, ...changed] };
}

function listening(port: number, process: string, protocol: 'tcp' | 'udp' = 'tcp'): Planted {
  return { listeners: [{ protocol, port, pid: 4711, process }] };
}

describe('the rule about ports', () => {
  it('names process and pid of who holds a port of the control plane', () => {
    expect(findingsOn('nuc01', listening(6443, 'haproxy'))).toEqual([
      finding(
        'error',
        'ports',
        'port 6443/tcp, which kube-apiserver needs, is held by haproxy (pid 4711)',
        'let haproxy listen on another port than 6443',
      ),
    ]);
  });

  it.each([2379, 2380, 6443, 10250, 10257, 10259])('wants port %d free for the control plane', (port) => {
    expect(findingsOn('nuc01', listening(port, 'nginx'))).toMatchObject([
      {
        id: 'ports',
        fix: 'stop it or move it to another port: `sudo systemctl status 4711` shows its service',
      },
    ]);
  });

  it.each([2379, 2380, 6443, 10257, 10259])('does not need port %d on a worker', (port) => {
    expect(findingsOn('nuc02', listening(port, 'nginx'))).toEqual([]);
  });

  it('knows a kubelet that an earlier cluster left', () => {
    expect(findingsOn('nuc02', listening(10250, 'kubelet'))).toEqual([
      finding(
        'error',
        'ports',
        'port 10250/tcp, which kubelet needs, is held by kubelet (pid 4711)',
        'clear what an earlier cluster left: `sudo kubeadm reset`',
      ),
    ]);
  });

  it("is content with this lab's own kubelet and, with its name cut by the kernel, controller manager", () => {
    const listeners = [
      { protocol: 'tcp' as const, port: 10250, pid: 1, process: 'kubelet' },
      { protocol: 'tcp' as const, port: 10257, pid: 2, process: 'kube-controller' },
    ];
    expect(findingsOn('nuc01', { ...member, listeners })).toEqual([]);
  });

  it("refuses a stranger on a port of a member's own component", () => {
    expect(findingsOn('nuc01', { ...member, ...listening(6443, 'nginx') })).toHaveLength(1);
  });

  it("is content with the kernel's own VXLAN socket, but not with a process there", () => {
    expect(findingsOn('nuc02', { listeners: [{ protocol: 'udp', port: 8472 }] })).toEqual([]);
    expect(findingsOn('nuc02', listening(8472, 'socat', 'udp'))).toMatchObject([
      { what: 'port 8472/udp, which flannel needs, is held by socat (pid 4711)' },
    ]);
    const hostGateway = withKubernetes({ network: { plugin: 'flannel', backend: 'host-gw' } });
    expect(findingsOn('nuc02', listening(8472, 'socat', 'udp'), hostGateway)).toEqual([]);
  });

  it('says how to find a holder that has no process', () => {
    expect(findingsOn('nuc02', { listeners: [{ protocol: 'tcp', port: 10250 }] })).toEqual([
      finding(
        'error',
        'ports',
        'port 10250/tcp, which kubelet needs, is held by the kernel',
        "find what listens with `sudo ss -lnp 'sport = :10250'` and stop it",
      ),
    ]);
  });

  it('says that it knows nothing without ss', () => {
    expect(findingsOn('nuc02', { listeners: undefined })).toEqual([
      finding(
        'warning',
        'ports',
        'the ports in use are unknown, since the host has no `ss`',
        'install it: `sudo apt-get install iproute2`',
      ),
    ]);
  });
});

describe('the rules about other clusters', () => {
  it('refuse a host whose kubelet serves an API server that is not of this lab', () => {
    const kubeconfigs = [{ file: 'kubelet.conf', server: 'https://10.9.9.9:6443' }];
    expect(findingsOn('nuc02', { kubeconfigs })).toEqual([
      finding(
        'error',
        'other-cluster',
        'the host belongs to the cluster at https://10.9.9.9:6443 (/etc/kubernetes/kubelet.conf)',
        'take it out of that cluster with `sudo kubeadm reset`, or correct its address in lab.yaml',
      ),
    ]);
  });

  it('are content with a member of this lab', () => {
    expect(findingsOn('nuc02', member)).toEqual([]);
  });

  it.each([
    ['k3s.service', 'k3s', 'sudo k3s-uninstall.sh'],
    ['k3s-agent.service', 'k3s', 'sudo k3s-agent-uninstall.sh'],
    ['rke2-server.service', 'RKE2', 'sudo rke2-uninstall.sh'],
    ['k0sworker.service', 'k0s', 'sudo k0s stop && sudo k0s reset'],
    ['snap.microk8s.daemon-kubelite.service', 'MicroK8s', 'sudo snap remove --purge microk8s'],
  ])('refuse a host where %s is active', (unit, name, command) => {
    const units = ['systemd-timesyncd.service', unit];
    expect(findingsOn('nuc02', { units })).toEqual([
      finding('error', 'other-cluster', `${name} runs on the host`, `remove it: \`${command}\``),
    ]);
  });

  it('warn about a Docker Swarm', () => {
    expect(findingsOn('nuc02', { swarm: true })).toEqual([
      finding(
        'warning',
        'other-cluster',
        'the host is a member of a Docker Swarm',
        'take it out with `sudo docker swarm leave`, or expect both to share its memory and ports',
      ),
    ]);
  });
});

describe('the rules about package management', () => {
  it('name who holds a lock, and do not call dpkg interrupted meanwhile', () => {
    const aptLock = { file: '/var/lib/dpkg/lock-frontend', pid: 99, process: 'unattended-upgr' };
    expect(findingsOn('nuc02', { aptLock, dpkgInterrupted: true })).toEqual([
      finding(
        'warning',
        'package-manager',
        'unattended-upgr (pid 99) holds /var/lib/dpkg/lock-frontend',
        'let it finish: the steps wait for it, so the deploy only takes longer',
      ),
    ]);
  });

  it('say that dpkg was interrupted', () => {
    expect(findingsOn('nuc02', { dpkgInterrupted: true })).toEqual([
      finding(
        'warning',
        'package-manager',
        'dpkg was interrupted earlier',
        'leave it, or run `sudo dpkg --configure -a`, which the steps do too',
      ),
    ]);
  });

  it.each([
    ['ufw', { ufw: true }],
    ['firewalld', { units: ['chrony.service', 'firewalld.service'] }],
    ['nftables', { units: ['chrony.service', 'nftables.service'] }],
  ])('note an active %s', (name, facts) => {
    const fix = 'nothing to do: the base step opens the ports of the cluster in it';
    expect(findingsOn('nuc02', facts)).toEqual([
      finding('info', 'firewall', `the firewall ${name} is active`, fix),
    ]);
  });

  it('refuse the installation disc as a source', () => {
    expect(findingsOn('nuc02', { sourceSchemes: ['cdrom'] })).toEqual([
      finding(
        'error',
        'package-sources',
        'the installation disc is a package source',
        'remove the lines with `cdrom:` from /etc/apt/sources.list and add a source on the network',
      ),
    ]);
  });

  it('refuse a host without any source, but not one with a source on its own disk', () => {
    const urls = healthy(2).reach.urls.filter(({ kind }) => kind !== 'source');
    expect(findingsOn('nuc02', { urls, sourceSchemes: ['file'] })).toEqual([]);
    expect(findingsOn('nuc02', { urls })).toEqual([
      finding(
        'error',
        'package-sources',
        'the host has no package source',
        "write the distribution's sources to /etc/apt/sources.list",
      ),
    ]);
  });
});

describe('the rules about what a host reaches', () => {
  it.each([
    [{ status: 403, error: 0 }, `${KEY} answers HTTP 403`],
    [{ status: 401, error: 0 }, `${KEY} answers HTTP 401`],
    [{ error: 7 }, `${KEY} is not reachable: no connection`],
    [{ error: 28 }, `${KEY} is not reachable: no answer within 3 s`],
    [{ error: 35 }, `${KEY} is not reachable: the TLS handshake failed`],
    [{ error: 60 }, `${KEY} is not reachable: its certificate is not trusted`],
    [{ error: 99 }, `${KEY} is not reachable: curl error 99`],
    [
      { error: 5, proxy: 'http://proxy:3128' },
      `${KEY} is not reachable (through the proxy http://proxy:3128): the proxy's name does not resolve`,
    ],
    [
      { status: 503, error: 0, proxy: 'http://10.0.0.1:8888' },
      `${KEY} answers HTTP 503 (through the proxy http://10.0.0.1:8888)`,
    ],
  ])('refuse a Kubernetes repository that gives %p', (answer, what) => {
    expect(findingsOn('nuc02', answers({ kind: 'repository', url: KEY, ...answer }))).toEqual([
      finding('error', 'kubernetes-repository', what, REPOSITORY_FIX),
    ]);
  });

  it("refuse one of the distribution's sources that is not there", () => {
    const url = 'http://deb.debian.org/debian/dists/trixie/InRelease';
    expect(findingsOn('nuc02', answers({ kind: 'source', url, status: 404, error: 0 }))).toEqual([
      finding(
        'error',
        'package-sources',
        `${url} answers HTTP 404`,
        'correct it in /etc/apt/sources.list, or the proxy in /etc/apt/apt.conf.d, and try `sudo apt-get update`',
      ),
    ]);
  });

  it('refuse a registry that does not respond, and only warn once the host is a member', () => {
    const facts = answers({ kind: 'image', url: 'https://ghcr.io/v2/', error: 28 });
    const what = 'images of ghcr.io: https://ghcr.io/v2/ is not reachable: no answer within 3 s';
    expect(findingsOn('nuc02', facts)).toEqual([finding('error', 'image-registries', what, IMAGE_FIX)]);
    expect(findingsOn('nuc02', { ...member, ...facts })).toMatchObject([{ severity: 'warning', what }]);
  });

  it('are content with a mirror where the registry itself is out of reach', () => {
    const lab = withKubernetes({ registryMirrors: { 'registry.k8s.io': ['http://10.0.0.5:5000/'] } });
    const facts = answers(
      { kind: 'image', url: 'http://10.0.0.5:5000/v2/', status: 200, error: 0 },
      { kind: 'image', url: 'https://registry.k8s.io/v2/', error: 6 },
    );
    expect(findingsOn('nuc02', facts, lab)).toEqual([]);
  });

  it('warn about a mirror that is down while the registry answers', () => {
    const lab = withKubernetes({ registryMirrors: { 'registry.k8s.io': ['http://10.0.0.5:5000'] } });
    expect(
      findingsOn('nuc02', answers({ kind: 'image', url: 'http://10.0.0.5:5000/v2/', error: 7 }), lab),
    ).toEqual([
      finding(
        'warning',
        'image-registries',
        'images of registry.k8s.io: http://10.0.0.5:5000/v2/ is not reachable: no connection, another place answers',
        'start the mirror, or remove it from kubernetes.registryMirrors',
      ),
    ]);
  });

  it('say once that names do not resolve, not for each URL', () => {
    const urls = healthy(2).reach.urls.map(({ kind, url }) => ({ kind, url, error: 6 }));
    const what = 'the host cannot resolve deb.debian.org, ghcr.io, pkgs.k8s.io, registry.k8s.io';
    expect(findingsOn('nuc02', { urls })).toEqual([finding('error', 'name-resolution', what, NAMES_FIX)]);
    expect(findingsOn('nuc02', { ...member, urls })).toMatchObject([{ severity: 'warning', what }]);
  });

  it('warn about a name server on the host itself', () => {
    expect(findingsOn('nuc02', { nameServers: ['127.0.0.1'] })).toEqual([
      finding(
        'warning',
        'name-resolution',
        'the name server is 127.0.0.1, with which CoreDNS stops ("Loop detected")',
        'name a server on the network in /etc/resolv.conf, or use systemd-resolved, whose own list nuclab takes',
      ),
    ]);
  });

  it('note that nothing was asked where there is nothing to ask with', () => {
    const urls = healthy(2).reach.urls.map(({ kind, url }) => ({ kind, url }));
    expect(findingsOn('nuc02', { urls }, inventory)).toEqual([
      finding(
        'info',
        'download-tool',
        'package sources and registries were not checked, since the host has neither curl nor wget',
        'leave it, or install one to have them checked: `sudo apt-get install curl`',
      ),
    ]);
  });
});
