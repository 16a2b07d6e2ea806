import { tryNearest } from '../../inventory/nearest';

test.each([
  ['adress', ['address', 'user'], 'address'],
  ['prot', ['address', 'port', 'user'], 'port'],
  ['known-hosts-file', ['knownHostsFile'], 'knownHostsFile'],
  ['PODSUBNET', ['podSubnet'], 'podSubnet'],
])('%s was meant to be one of %j', (word, allowed, expected) => {
  expect(tryNearest(word, allowed)).toBe(expected);
});

test('nothing is near to an altogether different word', () => {
  expect(tryNearest('colour', ['name', 'hosts'])).toBeUndefined();
  expect(tryNearest('x', [])).toBeUndefined();
});

test('of several equally near words none is named', () => {
  expect(tryNearest('nuc9', ['nuc01', 'nuc02', 'nuc03'])).toBeUndefined();
});
