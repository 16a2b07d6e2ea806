import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ExitCode } from '../../errors/exit-codes';
import { NuclabError } from '../../errors/nuclab-error';
import { parseDiagnostic } from '../../text/diagnostic';
import { environmentRedactor } from '../../terraform/environment-redactor';
import { runProgram } from '../../terraform/run-program';

export interface SynthesizeProps {
  readonly inventoryPath: string;
  /** The lab's name: Terraform's stack is called so. */
  readonly lab: string;
  /** A facts file, or `none` for the model alone. */
  readonly factsPath: string;
  /** CDKTF_OUTDIR says where the stack folder is written. @default `cdktf.out` in the current folder, as the CDK CLI does */
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Folder of the compiled program, which holds main.js. @default - that of this program */
  readonly programDirectory?: string;
}

export interface Synthesis {
  /** Folder of cdk.tf.json and steps.json, where Terraform runs. */
  readonly stackDirectory: string;
  /** Digest of both files: the same inventory, facts and program give it again. */
  readonly sha256: string;
}

/**
 * Inventory and facts to Terraform JSON, in a process of its own: what the CDK CLI does, without its CLI.
 *
 * @throws NuclabError with what the synthesis said when it fails; `interrupted` after the signal
 */
export async function synthesize(props: SynthesizeProps): Promise<Synthesis> {
  const { env, signal } = props;
  const outdir = env.CDKTF_OUTDIR ?? 'cdktf.out';
  const { exitCode, stderr } = await runProgram({
    program: process.execPath,
    args: [mainOf(props.programDirectory)],
    env: {
      ...env,
      CDKTF_OUTDIR: resolve(outdir),
      NUCLAB_INVENTORY: resolve(props.inventoryPath),
      NUCLAB_FACTS: props.factsPath === 'none' ? 'none' : resolve(props.factsPath),
    },
    signal,
  });
  if (signal?.aborted === true) {
    throw new NuclabError({ what: 'stopped', fix: 'run it again', exitCode: ExitCode.interrupted });
  }
  if (exitCode !== 0) throw failure(exitCode, environmentRedactor(env).text(stderr).trim());
  const stackDirectory = join(outdir, 'stacks', props.lab);
  return { stackDirectory, sha256: digest(stackDirectory) };
}

function mainOf(named: string | undefined): string {
  const candidates =
    named === undefined ? [join(__dirname, '../..'), join(__dirname, '../../dist')] : [named];
  const found = candidates.map((directory) => join(directory, 'main.js')).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new NuclabError({
    where: candidates.at(-1),
    what: 'nuclab is not compiled: there is no main.js',
    fix: 'run `npm run build`',
    exitCode: ExitCode.missingTool,
  });
}

function digest(stackDirectory: string): string {
  const hash = createHash('sha256');
  for (const name of ['cdk.tf.json', 'steps.json']) {
    const bytes = readFileSync(join(stackDirectory, name));
    hash.update(`${name} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

/** The program ends with the code of its error and prints `where: what; fix: …`; anything else is a fault in it. */
function failure(exitCode: number | undefined, said: string): NuclabError {
  const code = Object.values(ExitCode).find((each) => each === exitCode);
  if (code === undefined || code === ExitCode.unexpected || said === '') {
    const how = exitCode === undefined ? 'was killed' : `ended with exit code ${exitCode}`;
    const reason = said.split('\n').find((line) => /^\w*Error\b/.test(line)) ?? said.split('\n').at(-1) ?? '';
    return new NuclabError({
      what: `the synthesis ${how}${reason === '' ? '' : `: ${reason}`}`,
      fix: 'run `npx cdktf synth` to see all of it, then report it',
      exitCode: ExitCode.unexpected,
    });
  }
  return new NuclabError({ ...parseDiagnostic(said), exitCode: code });
}
