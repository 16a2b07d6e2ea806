/**
 * virtual-lab/ holds virtual NUCs and an offline mirror: what the demo, the benchmark and the lab tests run on. The product
 * imports none of it; what real hosts need belongs in another room.
 */
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  answersSsh,
  isOn,
  powerOff as pullPlug,
  powerOn as givePower,
  reboot as rebootHost,
} from './host-power';
import { writeKnownHosts } from './host-ssh';
import {
  type UpOptions,
  createLab,
  machineSettings,
  maximumHosts,
  requireSameShape,
  vethOf,
  writeHostEnv,
} from './lab-create';
import { copiedLab, copyLab, labFromCopy } from './lab-copy';
import { withHostLock, withLabLock } from './lab-lock';
import { serveMirror, stopServing } from './lab-mirror';
import {
  type Lab,
  type Suite,
  checkLabName,
  defaultLabName,
  hostDirectory,
  loadLab,
  requireHost,
  saveLab,
  stateDirectory,
  stateRoot,
} from './lab-model';
import { ensureBridge, setCable } from './lab-network';
import { runScript } from './lab-script';
import { labSources } from './lab-sources';

export { hostKeys, ssh, sshArguments } from './host-ssh';
export type { UpOptions } from './lab-create';
export { type Lab, type LabHost, type LabMirror, type Suite } from './lab-model';
export { defaultLabName, loadLab, requireHost, requireLab, suites } from './lab-model';

export interface HostStatus {
  readonly name: string;
  readonly address: string;
  readonly suite: Suite;
  readonly power: 'on' | 'off';
  readonly cable: 'up' | 'cut';
  readonly answersSsh: boolean;
}

/** Starts a lab, or completes one of the same shape. */
export async function up(options: UpOptions): Promise<Lab> {
  const name = checkLabName(options.name ?? defaultLabName());
  if (!Number.isInteger(options.count) || options.count < 1 || options.count > maximumHosts) {
    throw new Error(`a lab has 1 to ${maximumHosts} hosts, not ${options.count}: npm run lab -- up 3`);
  }
  const known = loadLab(name);
  if (known) requireSameShape(known, options);
  const toStart = known ? known.hosts.filter((host) => !isOn(known, host.name)).length : options.count;
  await checkMachine(toStart, options.upstream ?? false);
  return withLabLock(name, async () => start(loadLab(name) ?? (await createLab(name, options))));
}

/** Writes a copy of the lab's disks and keys, for which its hosts lose power; they boot again before this ends. */
export async function save(lab: Lab, to: string): Promise<void> {
  await withLabLock(lab.name, async () => {
    await Promise.all(lab.hosts.map(({ name }) => pullPlug(hostDirectory(lab, name), name)));
    try {
      await copyLab(lab, to);
    } finally {
      await Promise.all(lab.hosts.map((host) => givePower(lab, host)));
    }
  });
}

/**
 * Starts a lab from a copy, as its hosts come back after a power cut: same disks, identities and addresses.
 *
 * @returns undefined when another network uses the copy's subnet
 */
export async function restore(name: string, from: string): Promise<Lab | undefined> {
  if (loadLab(name))
    throw new Error(`lab ${name} exists: take it down first (npm run lab -- down --name ${name})`);
  const { hosts, upstream } = copiedLab(from);
  await checkMachine(hosts.length, upstream);
  return withLabLock(name, async () => {
    const lab = await labFromCopy(name, from);
    return lab && start(lab);
  });
}

/** Removes a lab, whatever state it is in, and nothing else. @returns false when there was none */
export async function down(name: string = defaultLabName()): Promise<boolean> {
  const stateDir = stateDirectory(name);
  return withLabLock(name, async () => {
    const existed = existsSync(stateDir);
    await Promise.all(hostsOnDisk(stateDir).map((host) => pullPlug(join(stateDir, 'hosts', host), host)));
    await stopServing(stateDir);
    await runScript('hosts/remove-lab.sh', [name, stateDir], {
      what: `${name} to be removed`,
      timeoutSeconds: 120,
    });
    await machineSettings('restore');
    return existed;
  });
}

/** Reboots a host cleanly and waits until it answers SSH again. */
export async function reboot(lab: Lab, host: string): Promise<void> {
  const entry = requireHost(lab, host);
  await withHostLock(lab.name, host, () => rebootHost(lab, entry));
}

export async function powerOn(lab: Lab, host: string): Promise<void> {
  const entry = requireHost(lab, host);
  await withHostLock(lab.name, host, () => givePower(lab, entry));
}

/** Cuts the power: nothing on the host shuts down cleanly. */
export async function powerOff(lab: Lab, host: string): Promise<void> {
  const { name } = requireHost(lab, host);
  await withHostLock(lab.name, host, () => pullPlug(hostDirectory(lab, name), name));
}

/** A new disk: new machine-id, new host keys, nothing installed. */
export async function reimage(lab: Lab, host: string): Promise<void> {
  const entry = requireHost(lab, host);
  await withHostLock(lab.name, host, async () => {
    const directory = hostDirectory(lab, host);
    await pullPlug(directory, host);
    rmSync(join(directory, 'made'), { force: true });
    await givePower(lab, entry);
    writeKnownHosts(lab);
  });
}

/** Cuts the host's cable; `heal` or a reboot plugs it in again. */
export async function cut(lab: Lab, host: string): Promise<void> {
  await setCable(host, vethOf(lab, requireHost(lab, host).name), 'down');
}

export async function heal(lab: Lab, host: string): Promise<void> {
  await setCable(host, vethOf(lab, requireHost(lab, host).name), 'up');
}

export async function status(lab: Lab): Promise<HostStatus[]> {
  return Promise.all(
    lab.hosts.map(async (host) => ({
      ...host,
      power: isOn(lab, host.name) ? 'on' : 'off',
      cable: isPluggedIn(vethOf(lab, host.name)) ? 'up' : 'cut',
      answersSsh: await answersSsh(host.address),
    })),
  );
}

async function checkMachine(hosts: number, upstream: boolean): Promise<void> {
  await runScript('hosts/check-machine.sh', [String(hosts), stateRoot(), ...(upstream ? ['upstream'] : [])], {
    what: 'this machine to be checked',
    timeoutSeconds: 600,
  });
}

async function start(known: Lab): Promise<Lab> {
  await machineSettings('save');
  await ensureBridge(known);
  const suite = known.hosts[0]?.suite ?? 'trixie';
  const { root, mirror } = await labSources(suite, known.kubernetes, known.upstream);
  const lab = mirror === undefined ? known : { ...known, mirror: await serveMirror(known, mirror) };
  saveLab(lab);
  for (const host of lab.hosts) writeHostEnv(lab, host.name, root);
  const results = await Promise.allSettled(lab.hosts.map((host) => givePower(lab, host)));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  writeKnownHosts(lab);
  return lab;
}

/** From the directories, not from lab.json: an `up` that was killed may not have written it. */
function hostsOnDisk(stateDir: string): string[] {
  const directory = join(stateDir, 'hosts');
  if (!existsSync(directory)) return [];
  return readdirSync(directory).filter((host) => existsSync(join(directory, host, 'host.env')));
}

function isPluggedIn(veth: string): boolean {
  try {
    return (Number(readFileSync(`/sys/class/net/${veth}/flags`, 'utf8')) & 1) === 1;
  } catch {
    return false;
  }
}
