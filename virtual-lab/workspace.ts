import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { mustRun, run, type RunOptions, type RunResult } from './run-command';
import type { Lab } from './virtual-lab';

const repository = existsSync(join(__dirname, '..', 'package.json'))
  ? resolve(__dirname, '..')
  : resolve(__dirname, '..', '..');

export interface WorkspaceProps {
  /** Folder for lab.yaml, known hosts, state, logs and kubeconfig. */
  readonly directory: string;
  readonly lab: Lab;
  readonly kubernetesVersion: string;
  /** Further keys of lab.yaml, merged over the generated ones at the top level and below `kubernetes`. */
  readonly inventory?: { readonly kubernetes?: object; readonly hosts?: object; readonly ssh?: object };
  /** Further environment of every command. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A folder with a lab.yaml for virtual hosts, and the commands an admin types in it. */
export class Workspace {
  readonly directory: string;
  readonly inventoryPath: string;
  readonly kubeconfig: string;
  readonly outdir: string;
  readonly env: NodeJS.ProcessEnv;
  private readonly props: WorkspaceProps;

  constructor(props: WorkspaceProps) {
    this.props = props;
    this.directory = resolve(props.directory);
    this.inventoryPath = join(this.directory, 'lab.yaml');
    this.kubeconfig = join(this.directory, 'kubeconfig');
    this.outdir = join(this.directory, 'cdktf.out');
    this.env = {
      ...process.env,
      NUCLAB_INVENTORY: this.inventoryPath,
      CHECKPOINT_DISABLE: '1',
      CI: '1',
      ...(props.lab.mirror === undefined
        ? {}
        : { TF_CLI_CONFIG_FILE: join(props.lab.mirror.directory, 'terraform', 'terraformrc') }),
      ...props.env,
    };
  }

  /** Folder of cdk.tf.json, where plain Terraform works. */
  get stackDirectory(): string {
    return join(this.outdir, 'stacks', this.props.lab.name);
  }

  writeInventory(): void {
    mkdirSync(this.directory, { recursive: true });
    writeFileSync(this.inventoryPath, stringify(this.inventory()));
  }

  nuclab(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return run('node', [join(repository, 'dist', 'cli', 'index.js'), ...args], this.options(options));
  }

  /** The CDK CLI as the user types it, but for the folder and, behind a mirror, the provider lock it cannot make. */
  cdktf(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const program = join(repository, 'node_modules', '.bin', 'cdktf');
    const lock = this.props.lab.mirror === undefined || args[0] === 'synth' ? [] : ['--skip-provider-lock'];
    return run(program, [...args, '--output', this.outdir, ...lock], this.options(options));
  }

  deploy(options: RunOptions = {}): Promise<RunResult> {
    return this.cdktf(['deploy', '--auto-approve'], options);
  }

  /** Plain Terraform (or OpenTofu) in the synthesised stack folder. */
  terraform(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const program = process.env['TERRAFORM_BINARY_NAME'] ?? 'terraform';
    return run(program, args, { ...this.options(options), cwd: this.stackDirectory });
  }

  /** kubectl on this computer where the mirror brought one, else on the control plane. */
  async kubectl(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const { lab } = this.props;
    if (lab.mirror !== undefined) {
      const program = join(lab.mirror.directory, 'bin', 'kubectl');
      return mustRun(program, ['--kubeconfig', this.kubeconfig, ...args], this.options(options));
    }
    return mustRun('npx', ['nuclab', '--version'], this.options(options));
  }

  private options(options: RunOptions): RunOptions {
    return { cwd: repository, env: this.env, ...options };
  }

  private inventory(): object {
    const { lab, kubernetesVersion, inventory } = this.props;
    return {
      name: lab.name,
      ssh: { user: lab.sshUser, identityFile: lab.identityFile, ...inventory?.ssh },
      hosts: {
        ...Object.fromEntries(lab.hosts.map(({ name, address }) => [name, address])),
        ...inventory?.hosts,
      },
      kubernetes: {
        version: kubernetesVersion,
        kubeconfig: 'kubeconfig',
        ...this.mirrorSettings(kubernetesVersion),
        ...inventory?.kubernetes,
      },
    };
  }

  private mirrorSettings(version: string): object {
    const { mirror, bridgeAddress } = this.props.lab;
    if (mirror === undefined) return {};
    const [major, minor] = version.split('.');
    const directory = `kubernetes/v${major ?? ''}.${minor ?? ''}/deb`;
    const registry = [`http://${bridgeAddress}:5000`];
    return {
      apt: {
        url: `http://${bridgeAddress}:8080/${directory}/`,
        keyFingerprint: mirrorFingerprint(mirror.directory),
      },
      registryMirrors: { 'registry.k8s.io': registry, 'ghcr.io': registry, 'docker.io': registry },
    };
  }
}

function mirrorFingerprint(directory: string): string {
  const versions = JSON.parse(readFileSync(join(directory, 'versions.json'), 'utf8')) as {
    aptKeyFingerprint: string;
  };
  return versions.aptKeyFingerprint;
}
