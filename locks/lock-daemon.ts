/**
 * The lock daemon of a deployment: `lock-daemon.js <pid of Terraform>` in the synthesised stack folder, started by the first
 * runner. It takes the locks of all hosts, sends heartbeats, and releases them once Terraform is gone.
 * docs/locks.md describes it.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { utc } from '../text/words';
import { connect } from '../ssh/connect';
import { sshContext, sshTarget } from '../ssh/context';
import { assetsDirectory } from '../manifest/program';
import { readManifest } from '../manifest/manifest-file';
import { owner } from './operator-process';
import { deploymentOf } from './deployment';
import { heartbeatSeconds } from './host-lock';
import { LockDaemonServer } from './lock-daemon-server';
import { LabLock } from './lab-lock';
import { isRunning, processFacts } from './process-facts';
import { socketPath } from './socket-path';

const watchMilliseconds = 500;
const connectSeconds = 5;
/** A host may be slow to answer; the others are released long before. */
const releaseMilliseconds = 20_000;
/** Nobody is working, though the process that started the runners lives: a shell, or steps of other tools. */
const idleSeconds = 60;
/** The same without a lock to keep. */
const uselessSeconds = 2;

async function main(pid: number): Promise<void> {
  const manifest = readManifest(process.cwd());
  const labDirectory = resolve(manifest.labDirectory);
  const deployment = deploymentOf(pid, labDirectory);
  if (!isRunning(pid, deployment.startedAt)) return;
  const path = socketPath(deployment);
  const server = new LockDaemonServer((target) => lock.hold(target));
  await server.listen(path);
  rmSync(`${path}.start`, { force: true });
  const lock = new LabLock({
    targets: manifest.hosts.map((host) => sshTarget(host, manifest.ssh)),
    connect,
    ssh: { ...sshContext(manifest, labDirectory), connectTimeoutSeconds: connectSeconds },
    holder: {
      id: `${deployment.id}.${randomBytes(8).toString('hex')}`,
      owner: owner(pid),
      purpose: `deploys ${labDirectory}`,
      since: utc(new Date()),
    },
    assetsDirectory: assetsDirectory(),
  });
  let ending = false;
  const end = async (exitCode: number): Promise<void> => {
    if (ending) return;
    ending = true;
    server.close();
    await Promise.race([lock.end().catch(() => undefined), delay(releaseMilliseconds)]);
    process.exit(exitCode);
  };
  const fail = (error: unknown): void => {
    server.fail(error);
    void end(1);
  };
  process.on('uncaughtException', fail);
  process.on('SIGTERM', () => void end(0));
  setInterval(() => {
    const idle = server.quietSeconds > (lock.holdsAny ? idleSeconds : uselessSeconds);
    if (idle || !isRunning(pid, deployment.startedAt)) void end(0);
  }, watchMilliseconds);
  setInterval(() => void lock.renew().catch(fail), heartbeatSeconds * 1000);
  removeLeftovers(dirname(path));
}

/** Sockets of daemons that were killed. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, pid] = /^(\d+)-[0-9a-f]+\.sock/.exec(name) ?? [];
    if (pid !== undefined && processFacts(Number(pid)) === undefined)
      rmSync(join(folder, name), { force: true });
  }
}

// Ctrl-C is for Terraform: the locks are needed until it is gone.
for (const name of ['SIGINT', 'SIGHUP'] as const) process.on(name, () => undefined);
main(Number(process.argv[2])).catch(() => process.exit(1));
