import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mirrorAt } from './lab-mirror';
import { type Lab, type Suite, hostDirectory, saveLab, stateDirectory, stateRoot } from './lab-model';
import { claimOneSubnet, claimSubnet, writeResolvConf } from './lab-network';
import { runScript } from './lab-script';
import { mustRun } from './run-command';
import { bridgeName, hostAddress, hostName, vethName } from './subnet';

export const maximumHosts = 40;

export interface UpOptions {
  /** @default one name per checkout */
  readonly name?: string;
  readonly count: number;
  /** @default trixie */
  readonly suite?: Suite;
  /** Kubernetes versions that the mirror must hold. @default the mirror's own */
  readonly kubernetes?: readonly string[];
  /** Hosts use the internet; no mirror. @default false */
  readonly upstream?: boolean;
  /** What sudo asks the hosts' user for. @default sudo asks nothing */
  readonly sudoPassword?: string;
  /** Number of the subnet to use if it is free. @default - the first free one */
  readonly subnet?: number;
}

/** Everything about a lab that never changes while it exists: subnet, key, passwords, names. */
export async function createLab(name: string, options: UpOptions): Promise<Lab> {
  const stateDir = stateDirectory(name);
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  await machineSettings('save');
  const lab = planLab(name, stateDir, await subnetFor(name, options), options);
  rmSync(lab.identityFile, { force: true });
  await mustRun(
    'ssh-keygen',
    ['-q', '-t', 'ed25519', '-N', '', '-C', `nuclab ${name}`, '-f', lab.identityFile],
    {
      what: "the lab's SSH key",
      timeoutSeconds: 20,
    },
  );
  writeResolvConf(stateDir, lab.bridgeAddress, lab.upstream);
  if (options.sudoPassword !== undefined) await writeSudoPassword(lab, options.sudoPassword);
  saveLab(lab);
  return lab;
}

async function subnetFor(name: string, { subnet, upstream = false }: UpOptions): Promise<number> {
  if (subnet !== undefined && (await claimOneSubnet(name, subnet, upstream))) return subnet;
  return claimSubnet(name, upstream);
}

export function planLab(name: string, stateDir: string, subnet: number, options: UpOptions): Lab {
  return {
    name,
    stateDir,
    subnet: `10.77.${subnet}.0/24`,
    bridge: bridgeName(subnet),
    bridgeAddress: `10.77.${subnet}.1`,
    hosts: Array.from({ length: options.count }, (_, index) => ({
      name: hostName(index + 1),
      address: hostAddress(subnet, index + 1),
      suite: options.suite ?? 'trixie',
    })),
    sshUser: 'nuc',
    identityFile: join(stateDir, 'id_ed25519'),
    knownHostsFile: join(stateDir, 'known_hosts'),
    kubernetes: options.kubernetes ?? [],
    upstream: options.upstream ?? false,
    sudoNeedsPassword: options.sudoPassword !== undefined,
  };
}

/** An `up` of a running lab completes it; it never turns it into another one. */
export function requireSameShape(lab: Lab, options: UpOptions): void {
  const suite = lab.hosts[0]?.suite;
  const differences = [
    options.count !== lab.hosts.length && `${lab.hosts.length} hosts, not ${options.count}`,
    (options.suite ?? suite) !== suite && `${suite}, not ${options.suite}`,
    (options.upstream ?? false) !== lab.upstream && (lab.upstream ? 'upstream repositories' : 'a mirror'),
    options.sudoPassword !== undefined && !lab.sudoNeedsPassword && 'sudo without a password',
    options.kubernetes?.some((version) => !lab.kubernetes.includes(version)) &&
      `Kubernetes ${lab.kubernetes.join(', ') || "as the mirror's default"}, not ${options.kubernetes.join(', ')}`,
  ].filter((difference) => typeof difference === 'string');
  if (differences.length === 0) return;
  throw new Error(
    `lab ${lab.name} runs with ${differences.join('; ')}: take it down first (npm run lab -- down --name ${lab.name}) or choose another --name`,
  );
}

/** What the shell scripts of one host read. */
export function writeHostEnv(lab: Lab, host: string, root: string): void {
  const index = lab.hosts.findIndex((each) => each.name === host);
  const values = {
    LAB: lab.name,
    HOST: host,
    ROOT: root,
    ADDRESS: lab.hosts[index]?.address ?? '',
    GATEWAY: lab.bridgeAddress,
    BRIDGE: lab.bridge,
    VETH: vethOf(lab, host),
    CGROUP: `/nuclab-lab/${lab.name}/${host}`,
    SSH_USER: lab.sshUser,
    PROXY: lab.upstream ? '' : mirrorAt(lab.bridgeAddress, '').proxy,
  };
  const lines = Object.entries(values).map(([key, value]) => `${key}='${value.replaceAll("'", "'\\''")}'\n`);
  mkdirSync(hostDirectory(lab, host), { recursive: true });
  writeFileSync(join(hostDirectory(lab, host), 'host.env'), lines.join(''));
}

export function vethOf(lab: Lab, host: string): string {
  const number = lab.hosts.findIndex((each) => each.name === host) + 1;
  return vethName(Number(lab.subnet.split('.')[2]), number);
}

/** Saves the operator's kernel settings before the first lab and restores them after the last one. */
export async function machineSettings(action: 'save' | 'restore'): Promise<void> {
  if (
    action === 'restore' &&
    readdirSync(stateRoot(), { withFileTypes: true }).some((entry) => entry.isDirectory())
  ) {
    return;
  }
  await runScript('hosts/machine-settings.sh', [action, stateRoot()], {
    what: 'kernel settings',
    timeoutSeconds: 20,
  });
}

async function writeSudoPassword(lab: Lab, password: string): Promise<void> {
  if (!/^[\x20-\x7e]{1,72}$/.test(password)) {
    throw new Error('NUCLAB_LAB_SUDO_PASSWORD does not work: use 1 to 72 printable ASCII characters');
  }
  const hashed = await mustRun('openssl', ['passwd', '-6', '-stdin'], {
    what: 'the password hash',
    timeoutSeconds: 20,
    input: `${password}\n`,
  });
  const file = join(lab.stateDir, 'sudo-password');
  writeFileSync(file, `${lab.sshUser}:${hashed.stdout.trim()}\n`, { mode: 0o600 });
}
