import { spawn, type SpawnOptions } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { parseInventory } from '../../../inventory/parse';
import { synthesize } from '../../../main';
import { Terraform } from '../../../terraform/terraform';
import { until } from '../../support/until';

const program = process.env['TERRAFORM_BINARY_NAME'] ?? 'terraform';
const inStack = ({ stackDirectory }: BackendLab, env: NodeJS.ProcessEnv): SpawnOptions => ({
  cwd: stackDirectory,
  env: { ...process.env, ...env, CHECKPOINT_DISABLE: '1' },
});
const repository = resolve(__dirname, '..', '..', '..');

/** A lab's folder on an admin's computer, with one step that needs neither a host nor a provider. */
export interface BackendLab {
  /** Beside lab.yaml. */
  readonly folder: string;
  readonly stackDirectory: string;
  /** The part `terraform` of what the engine wrote, without the providers. */
  readonly block: Record<string, unknown>;
  /** What the engine wrote, its own resources replaced by these. */
  write(resources: Readonly<Record<string, object>>): void;
  terraform(env?: NodeJS.ProcessEnv): Terraform;
  /** Plans, and applies what was planned. */
  apply(env?: NodeJS.ProcessEnv): Promise<void>;
  /** Every file below the folder, files inside plan files too. */
  files(): { readonly path: string; readonly text: string }[];
  remove(): void;
}

/** Synthesises a lab.yaml with this backend by the real engine; `block` then is what real Terraform gets. */
export function backendLab(backend: string, name = 'physics'): BackendLab {
  const folder = mkdtempSync(join(tmpdir(), 'nuclab-backend-'));
  return relocated(folder, backend, name);
}

/** Synthesises again into the same folder: the admin has edited lab.yaml. */
export function relocated(folder: string, backend: string, name = 'physics'): BackendLab {
  const yaml = `name: ${name}\nhosts: { nuc01: 192.168.0.11 }\nbackend: ${backend}\n`;
  writeFileSync(join(folder, 'lab.yaml'), yaml);
  const inventoryPath = join(folder, 'lab.yaml');
  const outdir = join(folder, 'cdktf.out');
  synthesize({
    inventory: parseInventory(yaml, 'lab.yaml'),
    inventoryPath,
    outdir,
    programDirectory: join(folder, 'dist'),
    assetsDirectory: join(repository, 'assets'),
  });
  const stackDirectory = join(outdir, 'stacks', name);
  const synthesised = join(stackDirectory, 'cdk.tf.json');
  const { terraform: block } = JSON.parse(readFileSync(synthesised, 'utf8')) as {
    terraform: Record<string, unknown>;
  };
  delete block['required_providers'];
  const lab: BackendLab = {
    folder,
    stackDirectory,
    block,
    write: (resources) => {
      const configuration = { terraform: block, resource: { terraform_data: resources } };
      writeFileSync(synthesised, JSON.stringify(configuration));
    },
    terraform: (env = {}) => new Terraform({ directory: stackDirectory, env: { ...process.env, ...env } }),
    apply: async (env) => {
      mkdirSync(join(folder, 'plan'), { recursive: true });
      const plan = join(folder, 'plan', 'terraform.plan');
      await lab.terraform(env).plan({ out: plan });
      const { exitCode } = await lab.terraform(env).apply({ plan, parallelism: 1, onEvent: () => undefined });
      if (exitCode !== 0) throw new Error(`terraform apply ended with exit code ${exitCode}`);
    },
    files: () => filesBelow(folder),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return lab;
}

/** A resource that Terraform itself holds; its runner waits for a file, 90 s at most. */
export const waitsFor = (file: string): object => ({
  provisioner: [
    {
      'local-exec': {
        interpreter: ['sh', '-c'],
        command: `: >'${file}.waits'; for i in $(seq 900); do [ -e '${file}' ] && exit 0; sleep 0.1; done; exit 1`,
      },
    },
  ],
});

/** What an admin types in the stack folder. @returns the exit code */
export function typed(
  lab: BackendLab,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  answers = '',
): Promise<number | null> {
  const child = spawn(program, args, { ...inStack(lab, env), stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin?.end(answers);
  return new Promise((resolveCode, reject) => child.once('exit', resolveCode).once('error', reject));
}

/** Kills Terraform, and all that it has started, in the middle of an apply. */
export async function killedApply(
  lab: BackendLab,
  env: NodeJS.ProcessEnv,
  untilAtWork: () => Promise<void>,
): Promise<void> {
  const args = ['apply', '-auto-approve', '-input=false'];
  const apply = spawn(program, args, { ...inStack(lab, env), stdio: 'ignore', detached: true });
  const ended = new Promise((resolveEnd) => apply.once('exit', resolveEnd));
  try {
    await untilAtWork();
  } finally {
    if (apply.pid !== undefined && apply.exitCode === null) process.kill(-apply.pid, 'SIGKILL');
    await ended;
  }
}

/** Waits until a file is there. */
export const seen = (path: string): Promise<void> => until(() => existsSync(path), path);

function filesBelow(folder: string): { path: string; text: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const bytes = readFileSync(path);
      return [bytes, ...unzipped(bytes)].map((each) => ({ path, text: each.toString('latin1') }));
    });
}

/** What a ZIP file holds, such as Terraform's plans; nothing of other files. */
function unzipped(bytes: Buffer): Buffer[] {
  const inside: Buffer[] = [];
  for (let at = bytes.indexOf('PK\x03\x04'); at !== -1; at = bytes.indexOf('PK\x03\x04', at + 4)) {
    const data = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    inside.push(inflateRawSync(bytes.subarray(data)));
  }
  return inside;
}
