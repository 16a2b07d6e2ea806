import fc from 'fast-check';
import {
  clusterPlace,
  parseResourceAddress,
  parseStepId,
  parseTerraformName,
  resourceAddress,
  stepId,
  stepLabel,
  terraformName,
} from '../../phases/step-address';

const place = fc.oneof(fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/), fc.constant(clusterPlace));
const phase = fc.stringMatching(/^[a-z]+(-[a-z]+)*$/);

test('a step is named nuc01/base, nuc01_base in Terraform, and nuc01 base before a line of progress', () => {
  expect(stepId('nuc01', 'base')).toBe('nuc01/base');
  expect(terraformName('nuc01', 'container-runtime')).toBe('nuc01_container-runtime');
  expect(resourceAddress('nuc01_base')).toBe('null_resource.nuc01_base');
  expect(stepLabel('nuc01', 'base')).toBe('nuc01 base');
  expect(stepId(clusterPlace, 'network')).toBe('cluster/network');
});

test('every form can be read back', () => {
  fc.assert(
    fc.property(place, phase, (place, phase) => {
      expect(parseStepId(stepId(place, phase))).toEqual({ place, phase });
      const name = terraformName(place, phase);
      expect(parseTerraformName(name)).toEqual({ place, phase });
      expect(parseResourceAddress(resourceAddress(name))).toEqual({ type: 'null_resource', name });
    }),
  );
});

test.each([
  'nuc01',
  'nuc01/',
  '/base',
  'Nuc01/base',
  'nuc01/base/more',
  '../base',
  'nuc01/Base',
  'nuc01/base\n',
])('%j is no step id', (text) => {
  expect(parseStepId(text)).toBeUndefined();
});

test.each(['extra', 'nuc01/base', 'nuc_01_base', 'nuc01_', '_base', `${'n'.repeat(64)}_base`])(
  '%j is no resource of a step',
  (name) => {
    expect(parseTerraformName(name)).toBeUndefined();
  },
);

test('an address of another type says so', () => {
  expect(parseResourceAddress('local_file.motd')).toEqual({ type: 'local_file', name: 'motd' });
  expect(parseResourceAddress('motd')).toEqual({ type: '', name: 'motd' });
});
