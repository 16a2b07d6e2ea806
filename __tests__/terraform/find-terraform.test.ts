import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { findTerraform } from '../../terraform/find-terraform';

const folder = mkdtempSync(join(tmpdir(), 'nuclab-find-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder for PATH with programs that print these versions. */
function path(name: string, programs: Readonly<Record<string, string>>): string {
  const directory = join(folder, name);
  mkdirSync(directory);
  for (const [program, output] of Object.entries(programs)) {
    writeFileSync(join(directory, program), `#!/bin/sh\necho '${output}'\n`, { mode: 0o755 });
  }
  return directory;
}

test('terraform is taken before tofu', async () => {
  const PATH = path('both', { terraform: 'Terraform v1.11.4\non linux_amd64', tofu: 'OpenTofu v1.9.0' });
  expect(await findTerraform({ PATH })).toEqual({
    program: 'terraform',
    product: 'terraform',
    version: '1.11.4',
  });
});

test('tofu is taken where there is no terraform', async () => {
  const PATH = path('tofu', { tofu: 'OpenTofu v1.7.0\non linux_arm64' });
  expect(await findTerraform({ PATH })).toEqual({ program: 'tofu', product: 'opentofu', version: '1.7.0' });
});

test('a warning before the version is read over', async () => {
  const PATH = path('warned', { terraform: 'There are some problems\n\nTerraform v1.9.0' });
  expect(await findTerraform({ PATH })).toMatchObject({ version: '1.9.0' });
});

test('TERRAFORM_BINARY_NAME is taken alone, and a path in it is meant from here', async () => {
  const directory = path('named', { own: 'OpenTofu v1.10.6', terraform: 'Terraform v1.11.4' });
  const named = relative(process.cwd(), join(directory, 'own'));
  expect(await findTerraform({ PATH: directory, TERRAFORM_BINARY_NAME: named })).toEqual({
    program: join(directory, 'own'),
    product: 'opentofu',
    version: '1.10.6',
  });
  await expect(findTerraform({ PATH: directory, TERRAFORM_BINARY_NAME: 'other' })).rejects.toMatchObject({
    message:
      'TERRAFORM_BINARY_NAME names no program: other; fix: install Terraform 1.9 or later, or OpenTofu 1.7 or later, or name another program',
    exitCode: 9,
  });
});

test('without either the error says what to install', async () => {
  await expect(findTerraform({ PATH: path('empty', {}) })).rejects.toMatchObject({
    message:
      'neither terraform nor tofu is on PATH; fix: install Terraform 1.9 or later, or OpenTofu 1.7 or later, or name its program in TERRAFORM_BINARY_NAME',
    exitCode: 9,
  });
});

test.each([
  ['old-terraform', { terraform: 'Terraform v1.8.5' }, 'terraform is Terraform 1.8.5'],
  ['old-tofu', { tofu: 'OpenTofu v1.6.2' }, 'tofu is OpenTofu 1.6.2'],
])('a version that is too old is refused (%s)', async (name, programs, what) => {
  await expect(findTerraform({ PATH: path(name, programs) })).rejects.toMatchObject({
    message: `${what}, too old for nuclab; fix: install Terraform 1.9 or later, or OpenTofu 1.7 or later`,
    exitCode: 9,
  });
});

test('a program that is neither is refused', async () => {
  await expect(findTerraform({ PATH: path('stranger', { terraform: 'hello' }) })).rejects.toMatchObject({
    message:
      'terraform does not say which version of Terraform or OpenTofu it is; fix: see what `terraform version` prints, and install Terraform 1.9 or later, or OpenTofu 1.7 or later',
    exitCode: 9,
  });
});
