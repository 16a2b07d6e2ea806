import { evaluate } from '../../precheck';
import { ExitCode } from '../../errors/exit-codes';
import { findingsBetween, healthy, hostNamed, inventory, member } from './planted';

describe('the rules that compare hosts', () => {
  it('have nothing to say about three different hosts', () => {
    expect(findingsBetween([{}, {}, {}])).toEqual([]);
  });

  it('refuse a shared machine-id and say where to renew it', () => {
    const machineId = 'c'.repeat(32);
    expect(findingsBetween([{ machineId }, { machineId }, { machineId }])).toEqual([
      {
        id: 'machine-id',
        severity: 'error',
        what: 'nuc01, nuc02 and nuc03 have the same machine-id',
        fix: 'on nuc02 and nuc03 run `sudo rm /etc/machine-id && sudo systemd-machine-id-setup`, and reboot',
        hosts: ['nuc01', 'nuc02', 'nuc03'],
      },
    ]);
  });

  it('refuse a shared MAC address of the interfaces that carry the addresses of the inventory', () => {
    const interfaces = (own: number) => [
      { name: 'cni0', address: '10.244.0.1', mac: '02:00:00:00:00:01' },
      {
        name: 'eno1',
        address: `10.0.0.1${own}`,
        mac: own === 3 ? '52:54:00:00:00:AA' : '52:54:00:00:00:0' + own,
      },
    ];
    const shared = { name: 'eno1', address: '10.0.0.12', mac: '52:54:00:00:00:aa' };
    expect(
      findingsBetween([
        { interfaces: interfaces(1) },
        { interfaces: [shared] },
        { interfaces: interfaces(3) },
      ]),
    ).toEqual([
      {
        id: 'mac-address',
        severity: 'error',
        what: 'nuc02 and nuc03 have the same MAC address 52:54:00:00:00:aa',
        fix: 'remove the cloned setting (`grep -ri mac /etc/netplan /etc/network /etc/systemd/network`), and reboot',
        hosts: ['nuc02', 'nuc03'],
      },
    ]);
  });

  it('warn about a shared product UUID, but not between containers', () => {
    const productUuid = '03000200-0400-0500-0006-000700080009';
    expect(findingsBetween([{ productUuid }, { productUuid }])).toEqual([
      {
        id: 'product-uuid',
        severity: 'warning',
        what: `nuc01 and nuc02 have the same product UUID ${productUuid}`,
        fix: 'leave it for boards that ship like this; give each virtual machine its own UUID',
        hosts: ['nuc01', 'nuc02'],
      },
    ]);
    const container = { productUuid, container: 'lxc' };
    expect(findingsBetween([container, container])).toEqual([]);
  });

  it('warn about a shared host name, which the base step renews', () => {
    expect(findingsBetween([{ hostname: 'debian' }, { hostname: 'Debian' }])).toEqual([
      {
        id: 'duplicate-host-name',
        severity: 'warning',
        what: 'nuc01 and nuc02 all have the host name debian',
        fix: 'nothing to do: the base step names each as lab.yaml does',
        hosts: ['nuc01', 'nuc02'],
      },
    ]);
  });

  it('see one machine behind two addresses, and say nothing else about its identity', () => {
    const same = { bootId: 'b', machineId: 'd'.repeat(32), productUuid: 'u', hostname: 'nuc01' };
    expect(findingsBetween([same, same])).toEqual([
      {
        id: 'same-machine',
        severity: 'error',
        what: 'nuc01 and nuc02 are one machine (10.0.0.11 and 10.0.0.12)',
        fix: 'correct the addresses in lab.yaml, or remove all but one of them',
        hosts: ['nuc01', 'nuc02'],
      },
    ]);
  });

  it("compare clocks with their median, whatever this computer's clock says", () => {
    const clock = (offsetSeconds: number) => ({ clock: { offsetSeconds, uncertaintySeconds: 0.5 } });
    expect(findingsBetween([clock(500), clock(501), clock(502)])).toEqual([]);
    expect(findingsBetween([clock(0), clock(-95), clock(2)])).toEqual([
      {
        id: 'clock-median',
        severity: 'error',
        what: 'the clock of nuc02 is 95 s behind the median of the hosts',
        fix: 'set it: `sudo timedatectl set-ntp true` on nuc02',
        hosts: ['nuc02'],
      },
    ]);
    expect(findingsBetween([clock(0), clock(60)])).toMatchObject([
      { what: 'the clock of nuc02 is 60 s ahead of the median of the hosts' },
    ]);
  });

  it('refuse a member with the CA of an earlier cluster at the same address', () => {
    expect(findingsBetween([member, member])).toEqual([]);
    expect(findingsBetween([member, { ...member, caFingerprint: 'b'.repeat(64) }])).toEqual([
      {
        id: 'cluster-ca',
        severity: 'error',
        what: "nuc02 joined an earlier cluster at nuc01's address: the cluster CA differs",
        fix: 'take it out of that cluster: `sudo kubeadm reset` on nuc02',
        hosts: ['nuc02'],
      },
    ]);
  });
});

describe('the rule about peers', () => {
  const cut = { peers: [{ address: '10.0.0.13', port: 22, reached: false, reason: 'No route to host' }] };

  it('names everybody who cannot connect to a host', () => {
    expect(findingsBetween([cut, cut, {}])).toEqual([
      {
        id: 'peers',
        severity: 'error',
        what: 'nuc01 and nuc02 cannot connect to nuc03 (10.0.0.13:22): No route to host',
        fix: 'put all hosts in one network: check the VLANs and the port isolation of the switch',
        hosts: ['nuc01', 'nuc02', 'nuc03'],
      },
    ]);
  });

  it('only warns where a firewall explains it', () => {
    expect(findingsBetween([cut, {}, { ufw: true }])).toEqual([
      {
        id: 'peers',
        severity: 'warning',
        what: 'nuc01 cannot connect to nuc03 (10.0.0.13:22): No route to host',
        fix: 'allow the other hosts through ufw on nuc03',
        hosts: ['nuc01', 'nuc03'],
      },
    ]);
  });

  it('leaves out a host that this computer does not reach either, but not one that was not asked', () => {
    const finding = { id: 'unreachable', severity: 'error', what: 'no answer', fix: 'switch it on' } as const;
    const asked = { host: hostNamed('nuc01'), facts: healthy(1, cut) };
    const failed = { host: hostNamed('nuc03'), failure: { finding, exitCode: ExitCode.unreachable } };
    expect(evaluate([asked, failed], inventory).lab).toEqual([]);
    expect(evaluate([asked], inventory).lab).toMatchObject([{ id: 'peers', hosts: ['nuc01', 'nuc03'] }]);
  });
});
