import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineSettings } from './lab-create';
import { hostDirectory, stateDirectory, type Lab } from './lab-model';
import { claimOneSubnet } from './lab-network';
import { mustRun } from './run-command';

/** Files of a lab that its hosts know or that know its hosts; everything else is made anew. */
const labFiles = ['id_ed25519', 'id_ed25519.pub', 'resolv.conf', 'sudo-password', 'lab.json'];
/** A host's disk: what differs from the shared root file system, and the directories beside it. */
const disk = ['upper', 'real', 'made'];

/** Copies the disks and keys of a lab whose hosts are off. */
export async function copyLab(lab: Lab, to: string): Promise<void> {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  copyFiles(lab.stateDir, to);
  for (const { name } of lab.hosts) {
    mkdirSync(join(to, 'hosts', name), { recursive: true });
    await copyTree(
      disk.map((part) => join(hostDirectory(lab, name), part)),
      join(to, 'hosts', name),
    );
  }
}

/** The lab as it was when it was copied. */
export const copiedLab = (from: string): Lab =>
  JSON.parse(readFileSync(join(from, 'lab.json'), 'utf8')) as Lab;

/**
 * Makes a lab of the name given from a copy; its hosts are off. They have to keep their addresses: those are in
 * certificates, in etcd and in what every host remembers.
 *
 * @returns undefined when another network uses the copy's subnet
 */
export async function labFromCopy(name: string, from: string): Promise<Lab | undefined> {
  const copied = copiedLab(from);
  if (!(await claimOneSubnet(name, Number(copied.subnet.split('.')[2]), copied.upstream))) return undefined;
  const stateDir = stateDirectory(name);
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  await machineSettings('save');
  copyFiles(from, stateDir);
  const lab = {
    ...copied,
    name,
    stateDir,
    identityFile: join(stateDir, 'id_ed25519'),
    knownHostsFile: join(stateDir, 'known_hosts'),
  };
  for (const host of lab.hosts) {
    const directory = hostDirectory(lab, host.name);
    for (const part of ['work', 'merged']) mkdirSync(join(directory, part), { recursive: true });
    await copyTree(
      disk.map((part) => join(from, 'hosts', host.name, part)),
      directory,
    );
  }
  return lab;
}

function copyFiles(from: string, to: string): void {
  for (const name of labFiles) {
    if (existsSync(join(from, name))) cpSync(join(from, name), join(to, name), { preserveTimestamps: true });
  }
}

/** With owners, times, holes and the attributes that the overlay file system keeps its marks in. */
async function copyTree(from: readonly string[], to: string): Promise<void> {
  await mustRun('cp', ['--archive', '--reflink=auto', '--sparse=auto', ...from, to], {
    what: `a disk to be copied to ${to}`,
    timeoutSeconds: 900,
  });
}
