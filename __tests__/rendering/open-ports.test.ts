import { renderOpenPorts, type OpenPortsProps } from '../../rendering/open-ports';

describe('renderOpenPorts', () => {
  test('a control plane lets in the API from everywhere, etcd and kubelet from the hosts of the lab', () => {
    expect(renderOpenPorts({ role: 'control-plane', backend: 'vxlan' })).toBe(
      '6443/tcp 2379-2380/tcp@peers 10250/tcp@peers 8472/udp@peers 30000-32767/tcp 30000-32767/udp',
    );
  });

  test('a worker lets in kubelet and the tunnel from the hosts of the lab, and NodePorts', () => {
    expect(renderOpenPorts({ role: 'worker', backend: 'vxlan' })).toBe(
      '10250/tcp@peers 8472/udp@peers 30000-32767/tcp 30000-32767/udp',
    );
  });

  test('without a tunnel no port is opened for one', () => {
    expect(renderOpenPorts({ role: 'worker', backend: 'host-gw' })).not.toContain('8472');
  });

  test.each<OpenPortsProps>([
    { role: 'control-plane', backend: 'vxlan' },
    { role: 'control-plane', backend: 'host-gw' },
    { role: 'worker', backend: 'vxlan' },
    { role: 'worker', backend: 'host-gw' },
  ])('every entry of $role with $backend has the form that prepare-host.sh reads', (props) => {
    for (const entry of renderOpenPorts(props).split(' ')) {
      expect(entry).toMatch(/^\d{4,5}(-\d{4,5})?\/(tcp|udp)(@peers)?$/);
    }
  });
});
