import fc from 'fast-check';
import { KeyedLines } from '../../exchange/keyed-lines';
import { labFacts } from '../../facts/facts-schema';
import { parseHost } from '../../facts/parse-host';
import { allDone, withNonce } from './said';

const nonce = '0123456789abcdef0123456789abcdef';
const answer = `
time 1795252274.500000000
bash /usr/bin/bash
peer 10.0.0.12 22 reached
peer 10.0.0.13 22 failed No route to host
url repository 200 0 http://10.0.0.1:8888 https://pkgs.k8s.io/x/Release.key
url image 000 6 - https://ghcr.io/v2/
url source 000 - - http://deb.debian.org/debian/dists/trixie/InRelease
os-pretty-name Debian GNU/Linux 13 (trixie)
os-version-id 13
os-id debian
architecture x86_64
cpus 4
memory 16200000
swap /swapfile
container none
capabilities 000001ffffffffff
kernel-feature overlay present
unit ssh.service
unit chrony.service
disk /var/lib /srv 1000 2000
inodes /var/lib /srv - 0
read-only /usr
hostname nuc01
machine-id 3d1219c7c4c5404aaa1f6d2a48adfda4
product-uuid ABCD
interface eno1 10.0.0.11 52:54:00:00:00:01
listeners known
listener tcp 6443 812 kube-apiserver
listener udp 8472 - -
kubeconfig kubelet.conf https://10.0.0.11:6443
apt-lock /var/lib/dpkg/lock-frontend 99 apt-get
dpkg interrupted
source http://deb.debian.org/debian
firewall ufw
swarm member
time-synchronized no
finished base
${allDone}
end`;

/** As gathered; `text` is without the nonce. */
function parse(text: string, timing?: { askedAt: number; clockReadAt: number }) {
  return parseHost({ said: new KeyedLines(nonce, withNonce(text, nonce)), timing }, 'SHA256:x');
}

describe('parseHost', () => {
  it('reads every kind of fact', () => {
    expect(parse(answer)).toMatchObject({
      identity: { hostname: 'nuc01', productUuid: 'abcd', hostKey: 'SHA256:x' },
      system: {
        os: 'Debian GNU/Linux 13 (trixie)',
        osId: 'debian',
        osVersion: '13',
        architecture: 'x86_64',
        bash: '/usr/bin/bash',
        container: undefined,
        capabilities: '000001ffffffffff',
        kernelFeatures: { overlay: 'present' },
        units: ['ssh.service', 'chrony.service'],
        timeSynchronized: false,
      },
      usage: {
        cpus: 4,
        memoryKilobytes: 16_200_000,
        diskKilobytes: 2000,
        diskAvailableKilobytes: 1000,
      },
      storage: {
        swap: ['/swapfile'],
        disks: [{ path: '/var/lib', mount: '/srv', available: 1000, total: 2000 }],
        inodes: [],
        readOnly: ['/usr'],
      },
      network: {
        interfaces: [{ name: 'eno1', address: '10.0.0.11', mac: '52:54:00:00:00:01' }],
        listeners: [
          { protocol: 'tcp', port: 6443, pid: 812, process: 'kube-apiserver' },
          { protocol: 'udp', port: 8472 },
        ],
        ufw: true,
      },
      packages: {
        sources: ['http://deb.debian.org/debian'],
        aptLock: { file: '/var/lib/dpkg/lock-frontend', pid: 99, process: 'apt-get' },
        dpkgInterrupted: true,
      },
      membership: {
        kubeconfigs: [{ file: 'kubelet.conf', server: 'https://10.0.0.11:6443' }],
        finished: ['base'],
        swarm: true,
      },
      reach: {
        peers: [
          { address: '10.0.0.12', port: 22, reached: true },
          { address: '10.0.0.13', port: 22, reached: false, reason: 'No route to host' },
        ],
      },
    });
  });

  it('tells an HTTP answer, a failure and a URL nobody asked for apart', () => {
    expect(parse(answer).reach?.urls).toEqual([
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
    const text = answer.replace('repository 200 0', 'repository 302 6');
    expect(parse(text).reach?.urls[0]).toMatchObject({ status: undefined, error: 6 });
  });

  it('takes the middle of the round trip as the moment the clock was read', () => {
    const timing = { askedAt: 1_795_252_270_000, clockReadAt: 1_795_252_272_000 };
    expect(parse(answer, timing).system.clock).toEqual({ offsetSeconds: 3.5, uncertaintySeconds: 1 });
  });

  it('has no part that did not come to its end', () => {
    const facts = parse(answer.replace('done network', '').replace('done reach', ''));
    expect(facts.network).toBeUndefined();
    expect(facts.reach).toBeUndefined();
    expect(facts.storage).toBeDefined();
  });

  it('drops control characters, so that a host cannot steer the terminal', () => {
    const text = answer.replace('hostname nuc01', 'hostname n\u0007uc\u001b[2J01');
    expect(parse(text).identity.hostname).toBe('nuc01');
  });

  it('leaves out facts that are no numbers, lists without a socket tool and unknown kinds', () => {
    const text = answer
      .replace('cpus 4', 'cpus many')
      .replace('listeners known\n', '')
      .replace('url image', 'url other');
    const facts = parse(text);
    expect(facts.usage.cpus).toBeUndefined();
    expect(facts.network?.listeners).toBeUndefined();
    expect(facts.reach?.urls).toHaveLength(2);
  });

  it('reads the same facts whatever a profile prints around and between them', () => {
    const noise = fc.string({ unit: 'binary' }).map((text) => `# ${text.replaceAll('\n', ' ')}`);
    fc.assert(
      fc.property(noise, noise, noise, (before, between, after) => {
        const text = `${before}\n${answer.replace('cpus 4', `cpus 4\n${between}`)}\n${after}\r\n`;
        expect(parse(text)).toEqual(parse(answer));
      }),
    );
  });

  it('gives facts that a file can hold, whatever a host says', () => {
    const keys = [
      ...new Set(
        answer
          .trim()
          .split('\n')
          .map((line) => line.split(' ')[0]),
      ),
    ];
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('tcp', '-', '-1', '1e999', 'Infinity', '9'.repeat(300)),
    );
    const line = fc.tuple(fc.constantFrom(...keys), fc.array(word, { maxLength: 6 }));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const text = lines.map(([key, words]) => `${key} ${words.join(' ').replaceAll('\n', ' ')}`);
        const host = {
          name: 'nuc01',
          address: '10.0.0.11',
          reached: true,
          ...parse(`${text.join('\n')}\n${allDone}`),
        };
        const facts = {
          schemaVersion: 2,
          lab: 'lab',
          observedAt: '2026-11-21T11:52:03Z',
          nuclab: '0',
          hosts: [{ ...host, steps: [] }],
        };
        expect(labFacts.safeParse(facts).error).toBeUndefined();
      }),
    );
  });
});
