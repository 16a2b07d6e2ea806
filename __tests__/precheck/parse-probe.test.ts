import fc from 'fast-check';
import { parseProbe } from '../../precheck';

const PROBE = `
nuclab-probe begin
time=1795252274.500000000
peer=10.0.0.12 22 reached
peer=10.0.0.13 22 failed No route to host
url=repository 200 0 http://10.0.0.1:8888 https://pkgs.k8s.io/x/Release.key
url=image 000 6 - https://ghcr.io/v2/
url=source 000 - - http://deb.debian.org/debian/dists/trixie/InRelease
os_pretty_name=Debian GNU/Linux 13 (trixie)
os_version_id=13
os_id=debian
architecture=x86_64
cpus=4
memory_kb=16200000
swap=/swapfile
container=none
capabilities=000001ffffffffff
kernel_feature=overlay present
unit=ssh.service
unit=chrony.service
disk=/var/lib /srv 1000 2000
inodes=/var/lib /srv - 0
read_only=/usr
hostname=nuc01
machine_id=3d1219c7c4c5404aaa1f6d2a48adfda4
product_uuid=ABCD
interface=eno1 10.0.0.11 52:54:00:00:00:01
listeners=known
listener=tcp 6443 812 kube-apiserver
listener=udp 8472 - -
kubeconfig=kubelet.conf https://10.0.0.11:6443
apt_lock=/var/lib/dpkg/lock-frontend 99 apt-get
dpkg=interrupted
firewall=ufw
swarm=member
time_synchronized=no
marker=base
nuclab-probe end
`;

describe('parseProbe', () => {
  it('reads every kind of fact', () => {
    expect(parseProbe(PROBE)).toMatchObject({
      os: { id: 'debian', version: '13', name: 'Debian GNU/Linux 13 (trixie)' },
      machine: 'x86_64',
      cpus: 4,
      memoryKilobytes: 16_200_000,
      swap: ['/swapfile'],
      container: undefined,
      capabilities: 0x1ffffffffffn,
      kernelFeatures: { overlay: 'present' },
      units: ['ssh.service', 'chrony.service'],
      disks: [{ path: '/var/lib', mount: '/srv', available: 1000, total: 2000 }],
      inodes: [],
      readOnly: ['/usr'],
      hostname: 'nuc01',
      productUuid: 'abcd',
      interfaces: [{ name: 'eno1', address: '10.0.0.11', mac: '52:54:00:00:00:01' }],
      listeners: [
        { protocol: 'tcp', port: 6443, pid: 812, process: 'kube-apiserver' },
        { protocol: 'udp', port: 8472 },
      ],
      kubeconfigs: [{ file: 'kubelet.conf', server: 'https://10.0.0.11:6443' }],
      aptLock: { file: '/var/lib/dpkg/lock-frontend', pid: 99, process: 'apt-get' },
      dpkgInterrupted: true,
      ufw: true,
      swarm: true,
      timeSynchronized: false,
      markers: ['base'],
      peers: [
        { address: '10.0.0.12', port: 22, reached: true },
        { address: '10.0.0.13', port: 22, reached: false, reason: 'No route to host' },
      ],
    });
  });

  it('tells an HTTP answer, a failure and a URL nobody asked for apart', () => {
    expect(parseProbe(PROBE)?.urls).toEqual([
      {
        kind: 'repository',
        url: 'https://pkgs.k8s.io/x/Release.key',
        status: 200,
        error: 0,
        proxy: 'http://10.0.0.1:8888',
      },
      { kind: 'image', url: 'https://ghcr.io/v2/', status: undefined, error: 6, proxy: undefined },
      {
        kind: 'source',
        url: 'http://deb.debian.org/debian/dists/trixie/InRelease',
        status: undefined,
        error: undefined,
        proxy: undefined,
      },
    ]);
  });

  it('sees no answer in a redirection whose target is not there', () => {
    const text = PROBE.replace('repository 200 0', 'repository 302 6');
    expect(parseProbe(text)?.urls[0]).toMatchObject({ status: undefined, error: 6 });
  });

  it('takes the middle of the round trip as the moment the clock was read', () => {
    const timing = { sentAt: 1_795_252_270_000, clockReadAt: 1_795_252_272_000 };
    expect(parseProbe(PROBE, timing)?.clock).toEqual({ offsetSeconds: 3.5, uncertaintySeconds: 1 });
  });

  it.each([
    ['nothing', ''],
    ['a banner only', 'Welcome to nuc01\n'],
    ['a broken-off probe', PROBE.replace('nuclab-probe end', '')],
  ])('gives nothing for %s', (_, text) => {
    expect(parseProbe(text)).toBeUndefined();
  });

  it('drops control characters, so that a host cannot steer the terminal', () => {
    const text = PROBE.replace('hostname=nuc01', 'hostname=nuc\u001b[2J01\u0007');
    expect(parseProbe(text)?.hostname).toBe('nuc01');
  });

  it('leaves out facts that are no numbers, lists without a socket tool and unknown kinds', () => {
    const text = PROBE.replace('cpus=4', 'cpus=many')
      .replace('listeners=known\n', '')
      .replace('url=image', 'url=other');
    const facts = parseProbe(text);
    expect(facts?.cpus).toBeUndefined();
    expect(facts?.listeners).toBeUndefined();
    expect(facts?.urls).toHaveLength(2);
  });

  it('reads the same facts whatever a profile prints around and between them', () => {
    const noise = fc.string({ unit: 'binary' }).map((text) => `# ${text.replaceAll('\n', ' ')}`);
    fc.assert(
      fc.property(noise, noise, noise, (before, between, after) => {
        const text = `${before}\n${PROBE.replace('cpus=4', `cpus=4\n${between}`)}\n${after}\r\n`;
        expect(parseProbe(text)).toEqual(parseProbe(PROBE));
      }),
    );
  });
});
