import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FakeHost } from '../ssh/support/fake-host';
import { compiledProgram } from '../support/compiled-program';
import type { FakeTerraform } from '../support/fake-lab/fake-terraform';
import { commandOf, SshLab } from '../support/fake-lab/ssh-lab';
import { until } from '../support/until';

let lab: SshLab;
const names = ['nuc01', 'nuc02', 'nuc03'];
const hosts: Record<string, FakeHost> = {};

beforeEach(async () => {
  lab = new SshLab(join(compiledProgram(), 'dist/runner/main.js'));
  for (const name of names) hosts[name] = await lab.host(name);
  lab.admin('anna');
  lab.admin('bob');
});
afterEach(() => lab.remove());

/** The owner line of each host's lock. */
const owners = (): (string | undefined)[] => names.map((name) => lab.lock(name)?.[1]);
/** The step was carried out on its host: that it failed there is what its script does without a cluster. */
const worked = { code: 8, stderr: expect.stringContaining('admin.conf is missing') as string };
const steps = names.map((name) => `apply ${name}/kubeconfig`);
const starts = (): number => names.reduce((sum, name) => sum + lab.starts(name).length, 0);

async function daemonOf(terraform: FakeTerraform): Promise<number> {
  const [pid, ...others] = lab.daemons(terraform);
  expect(others).toEqual([]);
  return pid!;
}

describe('two deployments of the same hosts from two folders', () => {
  test('at once: one works, the other explains and leaves nothing, then it is its turn', async () => {
    const [anna, bob] = [await lab.terraform('anna'), await lab.terraform('bob')];
    const results = await Promise.all(
      [anna, bob].map((terraform) => Promise.all(steps.map((step) => terraform.run(step)))),
    );
    const annaWon = results[0]![0]!.code === 8;
    const [winner, loser] = annaWon ? [anna, bob] : [bob, anna];
    const [won, lost] = annaWon ? results : [...results].reverse();
    expect(won).toEqual(steps.map(() => expect.objectContaining(worked) as object));
    for (const [index, { code, stdout, stderr }] of lost!.entries()) {
      expect(code).toBe(10);
      expect(stdout).toBe(`${names[index]} kubeconfig: starts: first install\n`);
      expect(stderr).toMatch(
        new RegExp(
          `^${names[index]}/kubeconfig: \\S+@\\S+ \\(pid ${winner.pid}\\) deploys ${lab.folder}/${annaWon ? 'anna' : 'bob'}/lab ` +
            'since \\d\\d:\\d\\d:\\d\\d UTC on nuc0[123], last heartbeat 0 s ago; ' +
            'fix: wait until it has finished, then deploy again; a lock without a heartbeat for 30 s is taken over automatically\n' +
            `log: logs/${names[index]}/kubeconfig\\.log\n$`,
        ),
      );
    }
    expect(starts()).toBe(3);
    expect(owners()).toEqual(names.map(() => expect.stringContaining(`(pid ${winner.pid})`) as string));

    await winner.kill();
    await loser.kill();
    const turn = await lab.terraform(annaWon ? 'bob' : 'anna');
    expect(await turn.run(steps[0]!)).toMatchObject(worked);
  });
});

describe('a deployment', () => {
  test('has one daemon for all its steps, which ends with it and leaves neither lock nor socket', async () => {
    const anna = await lab.terraform('anna');
    for (const step of steps.slice(0, 2)) expect(await anna.run(step)).toMatchObject(worked);
    const daemon = await daemonOf(anna);
    expect(owners()).not.toContain(undefined);
    expect(readdirSync(join(lab.runtime, 'nuclab'))).toHaveLength(1);
    await anna.kill();
    await until(() => owners().every((owner) => owner === undefined), 'the locks to go');
    // Nobody took them over as silent: the hosts' clocks stand still.
    await until(() => commandOf(daemon).length === 0, 'the daemon to end');
    expect(readdirSync(join(lab.runtime, 'nuclab'))).toEqual([]);
  });

  test('keeps its locks through Ctrl-C, which is for Terraform', async () => {
    const anna = await lab.terraform('anna');
    await anna.run(steps[0]!);
    const daemon = await daemonOf(anna);
    const [group] = execFileSync('ps', ['-o', 'pgid=', '-p', String(daemon)], { encoding: 'utf8' })
      .trim()
      .split('\n');
    expect(group).toBe(String(daemon));
    process.kill(daemon, 'SIGINT');
    process.kill(daemon, 'SIGHUP');
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(owners()).not.toContain(undefined);
    expect(await daemonOf(anna)).toBe(daemon);
  });

  test('does its work although a host is off, and has its own step say so', async () => {
    await hosts.nuc02!.stop();
    const anna = await lab.terraform('anna');
    const [first, second, third] = await Promise.all(steps.map((step) => anna.run(step)));
    expect(first).toMatchObject(worked);
    expect(third).toMatchObject(worked);
    expect(second).toMatchObject({
      code: 3,
      stderr: expect.stringContaining(
        'connection refused; fix: make sure its SSH server is running',
      ) as string,
    });
  });

  test('without a host to keep anything on has no daemon left when its step has ended', async () => {
    for (const name of names) await hosts[name]!.stop();
    const anna = await lab.terraform('anna');
    expect((await anna.run(steps[0]!)).code).toBe(3);
    await until(() => lab.daemons(anna).length === 0, 'the daemon to end');
  });
});

describe('a daemon that is killed', () => {
  test('has a successor with the next step, before which nobody gets in', async () => {
    const anna = await lab.terraform('anna');
    await anna.run(steps[0]!);
    const killed = await daemonOf(anna);
    process.kill(killed, 'SIGKILL');
    await until(() => commandOf(killed).length === 0, 'its end');
    lab.uptime(1029);
    const bob = await lab.terraform('bob');
    expect((await bob.run(steps[0]!)).code).toBe(10);
    expect(await anna.run(steps[1]!)).toMatchObject(worked);
    expect(await daemonOf(anna)).not.toBe(killed);
    expect(lab.lock('nuc03')?.[4]).toBe('1029');
  });

  test('with its Terraform leaves locks that the next one takes over after 30 s, and says so', async () => {
    const anna = await lab.terraform('anna');
    await anna.run(steps[0]!);
    const killed = await daemonOf(anna);
    process.kill(killed, 'SIGKILL');
    await anna.kill();
    const owner = owners()[0]!;
    lab.uptime(1095);
    const bob = await lab.terraform('bob');
    const { code, stdout } = await bob.run(steps[1]!);
    expect(code).toBe(8);
    const warning = `warning: took over the lock of ${owner} on nuc01, nuc02, nuc03, which sent no heartbeat for 95 s`;
    expect(stdout).toBe(`nuc02 kubeconfig: starts: first install\nnuc02 kubeconfig: ${warning}\n`);
    expect(readFileSync(join(lab.folder, 'bob/lab/logs/nuc02/kubeconfig.log'), 'utf8')).toContain(warning);
    // What it left behind is gone too.
    expect(readdirSync(join(lab.runtime, 'nuclab'))).toHaveLength(1);
  });
});

describe('secrets', () => {
  test('of the runner reach the daemon in its environment: no argument and no file has them', async () => {
    const secret = 'planted-sudo-password';
    const anna = await lab.terraform('anna', { NUCLAB_SUDO_PASSWORD: secret, NUCLAB_SSH_PASSPHRASE: secret });
    await anna.run(steps[0]!);
    const daemon = await daemonOf(anna);
    expect(readFileSync(`/proc/${daemon}/environ`, 'utf8')).toContain(secret);
    const everyone = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    expect(everyone.filter((pid) => commandOf(Number(pid)).join(' ').includes(secret))).toEqual([]);
    // The daemon holds no terminal, no output of Terraform's, and no file but /dev/null.
    const files = [0, 1, 2].map((number) =>
      execFileSync('readlink', [`/proc/${daemon}/fd/${number}`], { encoding: 'utf8' }).trim(),
    );
    expect(files).toEqual(['/dev/null', '/dev/null', '/dev/null']);
    expect(() => execFileSync('grep', ['-rl', '--devices=skip', secret, lab.folder])).toThrow();
    expect(existsSync(join(lab.folder, 'anna/lab/logs/nuc01/kubeconfig.log'))).toBe(true);
  });
});
