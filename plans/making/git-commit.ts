import { runProgram } from '../../terraform/run-program';

/**
 * The commit of a folder in a Git repository, `<40 digits>`, with `-dirty` when a tracked file differs from it.
 *
 * @returns undefined outside of a repository, and where there is no Git
 */
export async function tryGitCommit(directory: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout, exitCode } = await runProgram({
      program: 'git',
      args: ['-C', directory, 'describe', '--always', '--abbrev=40', '--exclude=*', '--dirty'],
      env: { ...env, GIT_OPTIONAL_LOCKS: '0' },
    });
    return exitCode === 0 && /^[0-9a-f]{40,64}(-dirty)?$/.test(stdout.trim()) ? stdout.trim() : undefined;
  } catch {
    return undefined;
  }
}
