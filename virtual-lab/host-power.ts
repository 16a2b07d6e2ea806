import { spawn } from 'node:child_process';
import { existsSync, openSync, closeSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Lab, type LabHost, hostDirectory } from './lab-model';
import { labFile, runScript, say } from './lab-script';
import { mustRun } from './run-command';

const bootSeconds = 60;

/** Whether the host's power supply, the launcher, runs: a process id counts only with its start time. */
export function isOn(lab: Lab, host: string): boolean {
  try {
    const file = join(hostDirectory(lab, host), 'launcher.pid');
    const [pid = '', started] = readFileSync(file, 'utf8').trim().split(' ');
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] !== 'Z' && fields[19] === started;
  } catch {
    return false;
  }
}

/** Creates the host's disk if it has none, powers it on if it is off, and waits until it answers SSH. */
export async function powerOn(lab: Lab, host: LabHost): Promise<void> {
  const began = Date.now();
  const directory = hostDirectory(lab, host.name);
  await runScript('hosts/make-host.sh', [directory], {
    what: `the disk of ${host.name}`,
    timeoutSeconds: 120,
  });
  const log = join(directory, 'console.log');
  if (!isOn(lab, host.name)) {
    // A launcher that was killed may have left its host running on.
    await powerOff(directory, host.name);
    await plugIn(lab, host.name, directory, log);
    await waitForPower(lab, host.name, log);
  }
  await waitForSsh(lab, host, log);
  say(`${host.name} answers SSH (${Math.round((Date.now() - began) / 1000)} s)`);
}

/** Cuts the power. */
export async function powerOff(directory: string, host: string): Promise<void> {
  await runScript('hosts/stop-host.sh', [directory], { what: `${host} to end`, timeoutSeconds: 60 });
}

export async function reboot(lab: Lab, host: LabHost): Promise<void> {
  const began = Date.now();
  const directory = hostDirectory(lab, host.name);
  await runScript('hosts/reboot-host.sh', [directory], {
    what: `${host.name} to reboot`,
    timeoutSeconds: 200,
  });
  await waitForSsh(lab, host, join(directory, 'console.log'));
  say(`${host.name} rebooted, answers SSH (${Math.round((Date.now() - began) / 1000)} s)`);
}

/** The first bytes a host sends on its SSH port, within two seconds. */
export function answersSsh(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: 22, timeout: 2000 });
    const answer = (value: boolean) => (): void => {
      socket.destroy();
      resolve(value);
    };
    socket.once('data', (data) => {
      answer(data.toString('latin1').startsWith('SSH-'))();
    });
    socket.once('timeout', answer(false)).once('error', answer(false)).once('close', answer(false));
  });
}

async function plugIn(lab: Lab, host: string, directory: string, log: string): Promise<void> {
  const launcher = labFile('hosts/run-host.sh');
  // systemd owns the only control group tree of such a machine: ask it for a part to manage.
  if (existsSync('/run/systemd/system') && existsSync('/sys/fs/cgroup/cgroup.controllers')) {
    const unit = `nuclab-lab-${lab.name}-${host}`;
    const properties = ['Delegate=yes', `StandardOutput=append:${log}`, `StandardError=append:${log}`];
    const options = [
      `--unit=${unit}`,
      '--collect',
      '--quiet',
      ...properties.map((each) => `--property=${each}`),
    ];
    await mustRun('systemd-run', [...options, launcher, directory], {
      what: `unit ${unit}`,
      timeoutSeconds: 30,
    });
    return;
  }
  const output = openSync(log, 'a');
  spawn(launcher, [directory], { detached: true, stdio: ['ignore', output, output] }).unref();
  closeSync(output);
}

async function waitForPower(lab: Lab, host: string, log: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!isOn(lab, host)) {
    if (Date.now() > deadline) throw new Error(`${host} did not start within 10 s: see ${log}`);
    await sleep(50);
  }
}

async function waitForSsh(lab: Lab, host: LabHost, log: string): Promise<void> {
  const deadline = Date.now() + bootSeconds * 1000;
  while (!(await answersSsh(host.address))) {
    if (!isOn(lab, host.name)) throw new Error(`${host.name} powered off while booting: see ${log}`);
    if (Date.now() > deadline) {
      throw new Error(
        `${host.name} does not respond SSH at ${host.address} after ${bootSeconds} s: see ${log}`,
      );
    }
    await sleep(200);
  }
}
