import { findHost, findStep } from '../../manifest/manifest-file';
import type { StepManifest } from '../../manifest/manifest';
import { parseRequest } from '../../runner/runner-request';

const usage =
  'fix: call it as main.js apply <host>/<phase> or main.js destroy <host>/<phase> in a synthesised stack folder';
const leaving = {
  NUCLAB_HOST: 'nuc02',
  NUCLAB_ADDRESS: '10.0.0.12',
  NUCLAB_ROLE: 'worker',
  NUCLAB_LAB: 'lab',
  NUCLAB_API_ENDPOINT: '10.0.0.11:6443',
};

describe('what the runner is asked for', () => {
  test('is a step to apply, with the digest of its plan', () => {
    expect(parseRequest(['apply', 'nuc01/base'], { NUCLAB_STEP_DIGEST: 'd' })).toEqual({
      mode: 'apply',
      stepId: 'nuc01/base',
      plannedDigest: 'd',
    });
  });

  test('is a host that leaves, as the state knows it', () => {
    expect(parseRequest(['destroy', 'nuc02/membership'], leaving)).toEqual({
      mode: 'destroy',
      stepId: 'nuc02/membership',
      leaving: {
        name: 'nuc02',
        address: '10.0.0.12',
        role: 'worker',
        lab: 'lab',
        apiEndpoint: '10.0.0.11:6443',
        abandoned: false,
      },
    });
  });

  test.each(['nuc02', 'nuc01,nuc02', 'nuc01 nuc02'])(
    'gives up the hosts of NUCLAB_ABANDON="%s"',
    (abandon) => {
      const request = parseRequest(['destroy', 'nuc02/membership'], { ...leaving, NUCLAB_ABANDON: abandon });
      expect(request).toMatchObject({ leaving: { abandoned: true } });
    },
  );

  test.each([
    [[], `arguments are "", expected two; ${usage}`],
    [['plan', 'nuc01/base'], `arguments are "plan nuc01/base", expected two; ${usage}`],
    [['apply', 'nuc01/base', 'x'], `arguments are "apply nuc01/base x", expected two; ${usage}`],
    [['apply', 'nuc01'], `step is "nuc01", expected <host>/<phase>; ${usage}`],
    [['apply', '../x/base'], `step is "../x/base", expected <host>/<phase>; ${usage}`],
  ])('is refused for the arguments %j', (args, message) => {
    expect(() => parseRequest(args, {})).toThrow(message);
  });

  test.each(Object.keys(leaving))('is refused when %s is missing or no such thing', (name) => {
    for (const value of [undefined, '', '$(id)', "a'b"]) {
      expect(() => parseRequest(['destroy', 'nuc02/membership'], { ...leaving, [name]: value })).toThrow(
        `${name} is "${value ?? ''}"; fix: let Terraform destroy the resource, it sets the variable from its state`,
      );
    }
  });

  test('has to be in the manifest', () => {
    const manifest = { hosts: [], steps: [] } as unknown as StepManifest;
    const fix = 'fix: synthesise and plan again, the plan is older than the inventory';
    expect(() => findStep(manifest, 'nuc09/base')).toThrow(`nuc09/base: steps.json has no such step; ${fix}`);
    expect(() => findHost(manifest, 'nuc09')).toThrow(`nuc09: steps.json has no such host; ${fix}`);
  });
});
