import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryGitCommit } from '../../../plans/making/git-commit';

const folder = mkdtempSync(join(tmpdir(), 'nuclab-git-'));
afterAll(() => rmSync(folder, { recursive: true }));

const identity = ['-c', 'user.name=Anna', '-c', 'user.email=anna@example.org', '-c', 'commit.gpgsign=false'];
const git = (...args: string[]): string =>
  execFileSync('git', ['-C', folder, ...identity, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();

test('the commit of a folder is told, with a mark when a tracked file differs from it', async () => {
  expect(await tryGitCommit(folder, { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() })).toBeUndefined();
  git('init', '--quiet');
  writeFileSync(join(folder, 'lab.yaml'), 'hosts: {}\n');
  git('add', 'lab.yaml');
  git('commit', '--quiet', '--message', 'lab');
  git('tag', '--annotate', '--message', 'first', 'v1');
  const commit = git('rev-parse', 'HEAD');
  writeFileSync(join(folder, 'untracked'), '');
  expect(await tryGitCommit(folder, process.env)).toBe(commit);
  writeFileSync(join(folder, 'lab.yaml'), 'hosts: {nuc01: 10.0.0.11}\n');
  expect(await tryGitCommit(folder, process.env)).toBe(`${commit}-dirty`);
});

test('without Git there is no commit', async () => {
  expect(await tryGitCommit(folder, { PATH: join(folder, 'nowhere') })).toBeUndefined();
});
