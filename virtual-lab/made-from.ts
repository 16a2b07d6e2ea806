import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { release } from 'node:os';
import { basename, join, relative } from 'node:path';
import { checkoutDirectory } from './lab-model';
import type { LabSources } from './lab-sources';
import { mustRun } from './run-command';

/** Everything that decides what a deployed lab looks like, each as a digest or a short text. */
export interface MadeFrom {
  readonly rootFileSystem: string;
  readonly mirror: string;
  readonly kernel: string;
  readonly terraform: string;
  readonly npmPackages: string;
  readonly program: string;
  readonly scripts: string;
  readonly virtualHosts: string;
  /** What the caller asked for: suite, number of hosts, inventory. */
  readonly wanted: object;
}

export async function madeFrom({ root, mirror }: LabSources, wanted: object): Promise<MadeFrom> {
  const program = process.env['TERRAFORM_BINARY_NAME'] ?? 'terraform';
  const terraform = await mustRun(program, ['version'], { env: { CHECKPOINT_DISABLE: '1' } });
  return {
    // The recipe alone is not enough: Debian's packages change under it.
    rootFileSystem: `${basename(root)} ${digest(readFileSync(join(root, 'var/lib/dpkg/status')))}`,
    // A mirror that was made anew signs its packages with another key.
    mirror: mirror === undefined ? 'upstream' : digest(readFileSync(join(mirror, 'MANIFEST'))),
    kernel: release(),
    terraform: terraform.stdout.split('\n')[0] ?? '',
    npmPackages: digest(readFileSync(join(checkoutDirectory, 'package-lock.json'))),
    program: treeDigest(join(checkoutDirectory, 'dist'), /\.js$/),
    scripts: treeDigest(join(checkoutDirectory, 'assets')),
    virtualHosts: treeDigest(join(checkoutDirectory, 'virtual-lab', 'hosts')),
    wanted,
  };
}

/** The key of a copy: any difference gives another one. */
export const keyOf = (from: MadeFrom): string => digest(JSON.stringify(from)).slice(0, 12);

/** Digest of the names and contents of all files below a directory. */
export function treeDigest(directory: string, names = /./): string {
  const hash = createHash('sha256');
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && names.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(`${relative(directory, file)} ${digest(readFileSync(file))}\n`);
  return hash.digest('hex');
}

const digest = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
