import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder with a configuration of `terraform_data`, which real Terraform works on without any registry. */
export interface StackFolder {
  readonly directory: string;
  /** Absolute path of a file in it. */
  path(name: string): string;
  write(configuration: object): void;
  remove(): void;
}

/** A resource whose "runner" is this shell line; another `version` replaces it. */
export function resource(command: string, version = '1'): object {
  return {
    triggers_replace: [version],
    provisioner: [{ 'local-exec': { interpreter: ['sh', '-c'], command } }],
  };
}

export function stackFolder(resources: Readonly<Record<string, object>> = {}): StackFolder {
  const directory = mkdtempSync(join(tmpdir(), 'nuclab-stack-'));
  const folder: StackFolder = {
    directory,
    path: (name) => join(directory, name),
    write: (configuration) => {
      writeFileSync(join(directory, 'cdk.tf.json'), JSON.stringify(configuration));
    },
    remove: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
  folder.write(Object.keys(resources).length === 0 ? {} : { resource: { terraform_data: resources } });
  return folder;
}

/** A mirror on disk with packages of a provider that Terraform installs but never has to start. */
export function providerMirror(folder: StackFolder, versions: readonly string[]): NodeJS.ProcessEnv {
  const platform = `linux_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  for (const version of versions) {
    const target = folder.path(`mirror/registry.terraform.io/hashicorp/null/${version}/${platform}`);
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, `terraform-provider-null_v${version}`), '', { mode: 0o755 });
  }
  const file = folder.path('terraformrc');
  writeFileSync(
    file,
    `provider_installation {\n  filesystem_mirror {\n    path = "${folder.path('mirror')}"\n  }\n}\n`,
  );
  return { ...process.env, TF_CLI_CONFIG_FILE: file };
}
