import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { shellQuote } from '../rendering/shell-quote';
import { checkoutDirectory, requireHost, type Lab } from './lab-model';
import { mirrorVersions } from './mirror-versions';
import { mustRun, run, type RunOptions, type RunResult } from './run-command';

export interface WorkspaceProps {
  /** Folder for lab.yaml, known hosts, state, logs and kubeconfig. */
  readonly directory: string;
  /** The lab's name in lab.yaml. */
  readonly name: string;
  readonly lab: Lab;
  readonly kubernetesVersion: string;
  /** Further keys of lab.yaml, merged over the generated ones at the top level and below `kubernetes`. */
  readonly inventory?: {
    readonly kubernetes?: object;
    readonly hosts?: object;
    readonly ssh?: object;
    readonly backend?: object;
  };
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
      CDKTF_OUTDIR: this.outdir,
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
    return join(this.outdir, 'stacks', this.props.name);
  }

  writeInventory(): void {
    mkdirSync(this.directory, { recursive: true });
    writeFileSync(this.inventoryPath, stringify(this.inventory(), { aliasDuplicateObjects: false }));
  }

  nuclab(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return run('node', [join(checkoutDirectory, 'dist', 'cli', 'index.js'), ...args], this.options(options));
  }

  /** The CDK CLI as the user types it, but for the folder and, behind a mirror, the provider lock it cannot make. */
  cdktf(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const program = join(checkoutDirectory, 'node_modules', '.bin', 'cdktf');
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

  /** kubectl with the lab's kubeconfig on this computer; without a mirror to bring kubectl, on the control plane. */
  kubectl(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const { lab } = this.props;
    if (lab.mirror !== undefined) {
      const program = join(lab.mirror.directory, 'bin', 'kubectl');
      return mustRun(program, ['--kubeconfig', this.kubeconfig, ...args], this.options(options));
    }
    const [first] = lab.hosts;
    if (first === undefined) throw new Error(`lab ${lab.name} has no host`);
    const command = ['sudo', 'kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', ...args];
    return this.onHost(first.name, command.map(shellQuote).join(' '), options);
  }

  /** A shell command on a host, over OpenSSH; throws when it fails. */
  onHost(host: string, command: string, options: RunOptions = {}): Promise<RunResult> {
    const { lab } = this.props;
    const address = requireHost(lab, host).address;
    const trust = ['-o', `UserKnownHostsFile=${lab.knownHostsFile}`, '-o', 'BatchMode=yes'];
    return mustRun(
      'ssh',
      [...trust, '-i', lab.identityFile, `${lab.sshUser}@${address}`, command],
      this.options(options),
    );
  }

  private options(options: RunOptions): RunOptions {
    return { cwd: checkoutDirectory, env: this.env, ...options };
  }

  private inventory(): object {
    const { lab, name, kubernetesVersion, inventory } = this.props;
    return {
      name,
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
      ...(inventory?.backend === undefined ? {} : { backend: inventory.backend }),
    };
  }

  private mirrorSettings(version: string): object {
    const { mirror } = this.props.lab;
    if (mirror === undefined) return {};
    const minor = version.split('.').slice(0, 2).join('.');
    const registry = [`http://${mirror.registry}`];
    const repository = mirrorVersions(mirror).aptRepositories[`v${minor}`];
    if (repository === undefined) throw new Error(`the mirror holds no Kubernetes ${minor}`);
    return {
      apt: { url: `${mirror.http}/${repository.path}/`, keyFingerprint: repository.fingerprint },
      registryMirrors: { 'registry.k8s.io': registry, 'ghcr.io': registry, 'docker.io': registry },
    };
  }
}
