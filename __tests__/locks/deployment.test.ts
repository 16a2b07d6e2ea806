import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deployer, deploymentOf } from '../../locks/deployment';
import { isRunning, processFacts } from '../../locks/process-facts';
import { compiledProgram } from '../support/compiled-program';
import { until } from '../support/until';

describe('a deployment', () => {
  test('is the same for all its steps, and another in another folder or process', () => {
    const one = deploymentOf(process.pid, '/home/anna/lab');
    expect(deploymentOf(process.pid, '/home/anna/lab')).toEqual(one);
    expect(one.id).toMatch(/^[0-9a-f]{32}$/);
    expect(deploymentOf(process.pid, '/home/bob/lab').id).not.toBe(one.id);
    expect(deploymentOf(process.ppid, '/home/anna/lab').id).not.toBe(one.id);
  });

  test('is over when its process is gone, though another has its number by then', async () => {
    const child = spawn('sleep', ['60']);
    const { pid, startedAt } = deploymentOf(child.pid!, '/lab');
    expect(isRunning(pid, startedAt)).toBe(true);
    expect(isRunning(pid, `${Number(startedAt) - 1}`)).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isRunning(pid, startedAt)).toBe(false);
    expect(processFacts(pid)).toBeUndefined();
  });

  test('is over when its process was killed, though nobody has asked after it yet', async () => {
    const parent = spawn('bash', ['-c', 'sleep 600 & echo $!; exec sleep 600'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const [data] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(String(data));
      const { startedAt } = processFacts(pid)!;
      // While it still is a shell, it asks after its child; the program it becomes never does.
      await until(
        () => readFileSync(`/proc/${parent.pid}/comm`, 'utf8') === 'sleep\n',
        'the shell to be gone',
      );
      process.kill(pid, 'SIGKILL');
      await until(() => !isRunning(pid, startedAt), 'its end');
      expect(execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })).toMatch(/^Z/);
    } finally {
      parent.kill('SIGKILL');
    }
  });
});

describe('the process that a runner works for', () => {
  const module = join(compiledProgram(), 'dist/locks/deployment.js');
  /** Prints whom it works for. */
  const runner = `process.stdout.write(String(require(${JSON.stringify(module)}).deployer(process.argv.slice(1))))`;
  const command = [process.execPath, '-e', runner, '--', 'apply', 'nuc01/base'];

  test('is its parent', () => {
    const [program = '', ...args] = command;
    expect(spawnSync(program, args, { encoding: 'utf8' }).stdout).toBe(String(process.pid));
  });

  test('is who started the version manager that only passes its arguments on', () => {
    const volta = `const { spawnSync } = require('node:child_process');
      spawnSync(process.argv[1], process.argv.slice(2), { stdio: 'inherit' });`;
    const { stdout } = spawnSync(process.execPath, ['-e', volta, '--', ...command], { encoding: 'utf8' });
    expect(stdout).toBe(String(process.pid));
  });

  test('is a parent with arguments of its own', () => {
    const reversed = [...command.slice(0, -2), 'nuc01/base', 'apply'];
    const script = `"\${@:1:4}" apply nuc01/base; true`;
    const { stdout, pid } = spawnSync('bash', ['-c', script, 'bash', ...reversed], { encoding: 'utf8' });
    expect(stdout).toBe(String(pid));
  });

  test('is the parent as given when there no longer is such a process', () => {
    expect(deployer(['apply', 'nuc01/base'], 2 ** 22 + 1)).toBe(2 ** 22 + 1);
  });
});
