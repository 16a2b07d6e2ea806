import {
  bridgeName,
  freeSubnets,
  hostAddress,
  hostName,
  subnetCount,
  vethName,
} from '../../virtual-lab/subnet';

describe('freeSubnets', () => {
  test('offers all subnets when only a default route is there', () => {
    expect(freeSubnets([{ cidr: 'default' }, { cidr: '0.0.0.0/0' }])).toHaveLength(subnetCount);
  });

  test.each([
    ['an address of another lab', '10.77.1.1/24', [1]],
    ['a single address', '10.77.2.200', [2]],
    ['a route to half of a subnet', '10.77.3.128/25', [3]],
    ['a route to several subnets', '10.77.4.0/22', [4, 5, 6, 7]],
    ['a neighbouring network', '10.78.0.0/16', []],
  ])('leaves out what touches %s', (_, cidr, taken) => {
    const free = freeSubnets([{ cidr }]);
    expect(taken.filter((number) => free.includes(number))).toEqual([]);
    expect(free).toHaveLength(subnetCount - taken.length);
  });

  test('offers none when a route covers 10.0.0.0/8', () => {
    expect(freeSubnets([{ cidr: '10.0.0.0/8' }])).toEqual([]);
  });

  test('ignores routes that are no IPv4 network', () => {
    expect(freeSubnets([{ cidr: 'fd00::/64' }, { cidr: '' }])).toHaveLength(subnetCount);
  });
});

test('hosts count from nuc01 at .11', () => {
  expect([hostName(1), hostName(12)]).toEqual(['nuc01', 'nuc12']);
  expect(hostAddress(7, 1)).toBe('10.77.7.11');
});

test('interface names fit the 15 characters that Linux has for them', () => {
  expect(bridgeName(subnetCount - 1).length).toBeLessThanOrEqual(15);
  expect(vethName(subnetCount - 1, 40).length).toBeLessThanOrEqual(15);
});
