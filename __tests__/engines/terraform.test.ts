import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Construct } from 'constructs';
import { synthesizeTerraform } from '../../engines/terraform';
import type { Backend } from '../../inventory/types';
import { engineProps, host, step } from '../support/tiny-lab';

interface TerraformJson {
  readonly resource: { readonly null_resource: Record<string, Record<string, unknown>> };
  readonly terraform: { readonly backend: unknown };
}

const backend: Backend = { type: 'local', path: '../../../terraform.lab.tfstate' };
let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'nuclab-'));
});
afterEach(() => {
  rmSync(outdir, { recursive: true });
});

function synthesize(build: (scope: Construct) => void, reason = engineProps.reason): TerraformJson {
  const props = { ...engineProps, reason, stack: 'lab', backend, outdir };
  synthesizeTerraform(props, (scope) => {
    const root = new Construct(scope, 'Root');
    build(root);
    return root;
  });
  return JSON.parse(readFileSync(join(outdir, 'stacks', 'lab', 'cdk.tf.json'), 'utf8')) as TerraformJson;
}

describe('synthesizeTerraform', () => {
  test('makes one null_resource a step that starts the runner without a shell', () => {
    const json = synthesize((root) => step(root, 'A', { inputs: { LAB: 'lab' } }));
    expect(json.resource.null_resource['nuc01_base']).toMatchObject({
      triggers: { host: 'nuc01', lab: 'lab', reason: 'first install', script_sha256: 'aaaaaaaaaaaa' },
      provisioner: [
        {
          'local-exec': {
            interpreter: ['node', '../../../dist/runner/main.js', 'apply'],
            command: 'nuc01/base',
            environment: { NUCLAB_STEP_DIGEST: 'b'.repeat(64) },
          },
        },
      ],
    });
  });

  test('lets another reason run a step only when its host was checked', () => {
    const resource = (reason: () => string | undefined) =>
      synthesize((root) => step(root, 'A'), reason).resource.null_resource['nuc01_base']!;
    expect(resource(() => 'drift 2: swap is on, applied off')).toMatchObject({
      triggers: { reason: 'drift 2: swap is on, applied off' },
    });
    expect(resource(() => 'drift 2: swap is on, applied off')).not.toHaveProperty('lifecycle');
    expect(resource(() => undefined)).toMatchObject({
      triggers: { reason: 'planned without facts' },
      lifecycle: { ignore_changes: ['triggers["reason"]'] },
    });
  });

  test('writes the edges that cdktf itself would drop', () => {
    const json = synthesize((root) => {
      const late = step(root, 'Late', { host: host('nuc02') });
      late.node.addDependency(step(root, 'Early'));
    });
    expect(json.resource.null_resource['nuc02_base']!['depends_on']).toEqual(['null_resource.nuc01_base']);
  });

  test('gives a destroy action only what the state remembers', () => {
    const json = synthesize((root) =>
      step(root, 'A', { phase: 'membership', inputs: { LAB: 'lab', ROLE: 'worker' } }),
    );
    const resource = json.resource.null_resource['nuc01_membership']!;
    expect(resource).not.toHaveProperty('lifecycle');
    expect(resource['provisioner']).toEqual([
      {
        'local-exec': {
          when: 'destroy',
          interpreter: ['node', '../../../dist/runner/main.js', 'destroy'],
          command: 'nuc01/membership',
          environment: {
            NUCLAB_HOST: '${self.triggers.host}',
            NUCLAB_ADDRESS: '${self.triggers.host_address}',
            NUCLAB_ROLE: '${self.triggers.role}',
            NUCLAB_LAB: '${self.triggers.lab}',
            NUCLAB_API_ENDPOINT: '${self.triggers.api_endpoint}',
          },
        },
      },
    ]);
  });

  test('escapes what Terraform would read as an expression', () => {
    const json = synthesize((root) => step(root, 'A', { inputs: { LAB: '${path.cwd} %{if true}' } }));
    expect(json.resource.null_resource['nuc01_base']!['triggers']).toMatchObject({
      lab: '$${path.cwd} %%{if true}',
    });
  });

  test('keeps the state at a relative path', () => {
    const json = synthesize((root) => step(root, 'A'));
    expect(json.terraform.backend).toEqual({ local: { path: '../../../terraform.lab.tfstate' } });
  });
});
