import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Construct } from 'constructs';
import { z } from 'zod';
import { synthesizeTerraform } from '../../engines/terraform';
import { withBackendDefaults } from '../../inventory/backend-defaults';
import { isOtherBackend, otherBackends } from '../../inventory/schema/backend/other-backends';
import { backendSchema, type WrittenBackend } from '../../inventory/schema/backend/backend-schema';
import type { Backend, BackendSetting, BackendType, OtherBackendType } from '../../inventory/types';
import { stackPaths } from '../../manifest/stack-paths';
import { engineProps } from '../support/tiny-lab';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nuclab-backends-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** The part `terraform` of the synthesised JSON, without the providers. */
function block(backend: Backend): Record<string, unknown> {
  synthesizeTerraform({ ...engineProps, stack: 'lab', backend, outdir: folder }, (scope) => {
    return new Construct(scope, 'Root');
  });
  const json = readFileSync(join(folder, 'stacks', 'lab', 'cdk.tf.json'), 'utf8');
  const { terraform } = JSON.parse(json) as { terraform: Record<string, unknown> };
  delete terraform['required_providers'];
  return terraform;
}

describe('LabBackend', () => {
  test('spells settings as Terraform does, also those within others and those that cdktf does not know', () => {
    const backend: Backend = {
      type: 's3',
      useLockfile: true,
      skipS3Checksum: true,
      kmsKeyId: 'k',
      sharedConfigFiles: ['~/a'],
      assumeRole: { roleArn: 'arn', policyArns: ['p'] },
    };
    expect(block(backend)).toEqual({
      backend: {
        s3: {
          use_lockfile: true,
          skip_s3_checksum: true,
          kms_key_id: 'k',
          shared_config_files: ['~/a'],
          assume_role: { role_arn: 'arn', policy_arns: ['p'] },
        },
      },
    });
  });

  test('makes the block that HCP Terraform wants', () => {
    const settings = { organization: 'school', workspaces: { name: 'physics' } };
    const backend: Backend = { type: 'cloud', settings };
    expect(block(backend)).toEqual({ cloud: { organization: 'school', workspaces: { name: 'physics' } } });
  });

  test('passes the settings of other types on as they are written', () => {
    const settings = { use_oidc: true, tags: { costCenter: '4711' }, list: ['a', { someBlock: 1 }] };
    expect(block({ type: 'azurerm', settings })).toEqual({ backend: { azurerm: settings } });
  });

  test('leaves nothing in a text for Terraform to evaluate', () => {
    expect(block({ type: 'local', path: '${path.module}/%{x}$x' })).toEqual({
      backend: { local: { path: '$${path.module}/%%{x}$x' } },
    });
    expect(block({ type: 'gcs', settings: { list: [{ a: '${b}' }] } })).toEqual({
      backend: { gcs: { list: [{ a: '$${b}' }] } },
    });
  });
});

describe('files of a backend', () => {
  const seenFromStack = (backend: Backend): Backend =>
    stackPaths({ name: 'lab', backend }, '/home/anna/lab/lab.yaml', '/home/anna/lab/cdktf.out', '/opt/nuclab')
      .backend;

  test('are named from the stack folder, whole paths and those of the home folder as they are written', () => {
    expect(seenFromStack({ type: 'local', path: 'states/lab.tfstate' })['path']).toBe(
      '../../../states/lab.tfstate',
    );
    expect(seenFromStack({ type: 'local', path: '/srv/lab.tfstate' })['path']).toBe('/srv/lab.tfstate');
    expect(seenFromStack({ type: 's3', sharedConfigFiles: ['~/.aws/config', 'aws'] })).toEqual({
      type: 's3',
      sharedConfigFiles: ['~/.aws/config', '../../../aws'],
    });
    const webIdentity = { assumeRoleWithWebIdentity: { webIdentityTokenFile: 'token', sessionName: 'x' } };
    expect(seenFromStack({ type: 's3', ...webIdentity })).toEqual({
      type: 's3',
      assumeRoleWithWebIdentity: { webIdentityTokenFile: '../../../token', sessionName: 'x' },
    });
  });

  test('are no other settings, whatever those are called', () => {
    const settings = { path: 'nuclab/lab', ca_file: 'ca.pem', key_file: '~/key.pem' };
    expect(seenFromStack({ type: 'consul', settings })).toEqual({
      type: 'consul',
      settings: { ...settings, ca_file: '../../../ca.pem' },
    });
  });
});

/** A value of the right kind, so that Terraform can look at each setting. */
function sample(schema: z.core.$ZodType): unknown {
  if (schema instanceof z.ZodOptional) return sample(schema.unwrap());
  if (schema instanceof z.ZodObject) {
    return Object.fromEntries(Object.entries(schema.shape).map(([key, inner]) => [key, sample(inner)]));
  }
  if (schema instanceof z.ZodArray) return [sample(schema.element)];
  if (schema instanceof z.ZodLiteral) return schema.value;
  if (schema instanceof z.ZodEnum) return schema.options[0];
  if (schema instanceof z.ZodBoolean) return true;
  if (schema instanceof z.ZodNumber) return 1;
  return 'text';
}

/** What real Terraform says to a configuration that it refuses before it looks for any server. */
function refusal(configuration: Record<string, unknown>): string {
  const text = JSON.stringify({ terraform: configuration }, null, 1);
  writeFileSync(join(folder, 'main.tf.json'), text);
  const program = process.env['TERRAFORM_BINARY_NAME'] ?? 'terraform';
  const { stdout, stderr, status } = spawnSync(program, ['init', '-input=false', '-no-color'], {
    cwd: folder,
    env: { ...process.env, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null' },
    encoding: 'utf8',
  });
  if (status !== 1) throw new Error(`terraform init ended with ${status}: ${stdout}${stderr}`);
  return stderr;
}

/** Every setting that nuclab itself names for the type, and what Terraform asks for. */
const required: Readonly<Record<string, readonly string[]>> = {
  gcs: ['bucket'],
  azurerm: ['storage_account_name', 'container_name'],
  cos: ['bucket'],
  oss: ['bucket', 'tablestore_table'],
  remote: ['organization'],
};
function named(type: OtherBackendType): Record<string, BackendSetting> {
  const { byDefault, files, secrets, refused = {} } = otherBackends[type];
  const lists = ['config_paths'];
  const names = [...files, ...Object.keys(secrets), ...Object.keys(refused), ...(required[type] ?? [])];
  const values = names.map((name): [string, BackendSetting] => [
    name,
    lists.includes(name) ? ['text'] : 'text',
  ]);
  const kinds: Record<string, BackendSetting> = {
    ...(type === 'kubernetes' ? { exec: { api_version: 'v1', command: 'aws' } } : {}),
    ...(type === 'consul' ? { lock: true } : {}),
  };
  return { ...byDefault('lab'), ...Object.fromEntries(values), ...kinds };
}

describe('real Terraform', () => {
  const typed = backendSchema.options.filter(({ shape }) => !isOtherBackend(shape.type.def.values[0]));
  const written = new Map(
    typed.map((option) => [option.shape.type.def.values[0] as BackendType, sample(option)]),
  );

  function expectKnown(backend: Backend): void {
    const said = refusal(block(backend));
    const unknown = said.match(/(?<=No argument or block type is named ")[^"]+/g);
    expect(unknown).toEqual(['nuclab_knows_better']);
    expect(said.match(/^Error: .*/gm)).toEqual(['Error: Extraneous JSON object property']);
  }

  // Without a setting that nobody knows Terraform would begin to look for the server.
  test.each([...written.keys()])('knows every setting of %s, and misses none', (type) => {
    const backend = withBackendDefaults('lab', written.get(type) as WrittenBackend);
    expectKnown({ ...backend, nuclabKnowsBetter: true });
  });

  test.each(Object.keys(otherBackends) as OtherBackendType[])(
    'knows every setting of %s that nuclab names',
    (type) => {
      expectKnown({ type, settings: { ...named(type), nuclab_knows_better: true } });
    },
  );
});
