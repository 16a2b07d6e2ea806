import { renderHostsFile } from '../../rendering/hosts-file';

describe('renderHostsFile', () => {
  test('every host has one line, address before name, in the order of the inventory', () => {
    const hosts = [
      { name: 'nuc02', address: '10.0.0.12' },
      { name: 'nuc01', address: '10.0.0.11' },
    ];
    expect(renderHostsFile(hosts)).toBe('10.0.0.12 nuc02\n10.0.0.11 nuc01\n');
  });

  test('the last line ends like the others, so that the block in /etc/hosts can follow', () => {
    expect(renderHostsFile([{ name: 'nuc01', address: '10.0.0.11' }])).toMatch(/\n$/);
  });
});
