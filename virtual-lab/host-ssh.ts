import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Lab, type LabHost, hostDirectory } from './lab-model';

/** Writes every host's public keys as they are on its disk: nothing is trusted on first use. */
export function writeKnownHosts(lab: Lab): void {
  const lines = lab.hosts.flatMap((host) =>
    hostKeys(lab, host.name).map((key) => `${host.address},${host.name} ${key}\n`),
  );
  writeFileSync(lab.knownHostsFile, lines.join(''));
}

/** A host's public keys, `ssh-ed25519 AAAA…` each. */
export function hostKeys(lab: Lab, host: string): string[] {
  const directory = join(hostDirectory(lab, host), 'upper/etc/ssh');
  return readdirSync(directory)
    .filter((file) => /^ssh_host_\w+_key\.pub$/.test(file))
    .sort()
    .map((file) => readFileSync(join(directory, file), 'utf8').split(' ').slice(0, 2).join(' ').trim());
}

export function sshArguments(lab: Lab, host: LabHost): string[] {
  const options = [
    `UserKnownHostsFile=${lab.knownHostsFile}`,
    'GlobalKnownHostsFile=/dev/null',
    'StrictHostKeyChecking=yes',
    'IdentitiesOnly=yes',
    'ConnectTimeout=10',
    'LogLevel=ERROR',
  ];
  // The operator's own settings must not reach into the lab.
  const base = ['-F', '/dev/null', '-i', lab.identityFile, ...options.flatMap((option) => ['-o', option])];
  return [...base, `${lab.sshUser}@${host.address}`];
}

/** An interactive shell, or one command, with this terminal. @returns its exit code */
export function ssh(lab: Lab, host: LabHost, command: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn('ssh', [...sshArguments(lab, host), ...command], { stdio: 'inherit' });
    child.on('error', reject).on('close', (code) => {
      resolve(code ?? 255);
    });
  });
}
