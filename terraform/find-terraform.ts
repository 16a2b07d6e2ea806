import { resolve } from 'node:path';
import { lt } from 'semver';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { runProgram } from './run-program';

export interface TerraformVersion {
  readonly product: 'terraform' | 'opentofu';
  /** Without `v`: `1.11.4`. */
  readonly version: string;
}

export interface TerraformProgram extends TerraformVersion {
  /** What to start: a name that PATH resolves, or an absolute path. */
  readonly program: string;
}

/** The first versions whose `init` speaks JSON, by which errors are told apart. */
const oldest = { terraform: '1.9.0', opentofu: '1.7.0' } as const;
const names = { terraform: 'Terraform', opentofu: 'OpenTofu' } as const;
const wanted = 'Terraform 1.9 or later, or OpenTofu 1.7 or later';

/**
 * The program that plans and applies: that of TERRAFORM_BINARY_NAME, else `terraform`, else `tofu`.
 *
 * @throws NuclabError `missingTool` when there is none, or it is too old
 */
export async function findTerraform(env: NodeJS.ProcessEnv): Promise<TerraformProgram> {
  const named = env.TERRAFORM_BINARY_NAME ?? '';
  for (const program of named === '' ? ['terraform', 'tofu'] : [absolute(named)]) {
    const found = await ask(program, env);
    if (found === undefined) continue;
    if (lt(found.version, oldest[found.product])) throw tooOld(found);
    return found;
  }
  throw new NuclabError({
    what:
      named === ''
        ? 'neither terraform nor tofu is on PATH'
        : `TERRAFORM_BINARY_NAME names no program: ${named}`,
    fix: `install ${wanted}${named === '' ? ', or name its program in TERRAFORM_BINARY_NAME' : ', or name another program'}`,
    exitCode: ExitCode.missingTool,
  });
}

/** A path is meant from where the user stands, not from the stack folder in which the program will run. */
function absolute(named: string): string {
  return named.includes('/') ? resolve(named) : named;
}

async function ask(program: string, env: NodeJS.ProcessEnv): Promise<TerraformProgram | undefined> {
  let output: string;
  try {
    ({ stdout: output } = await runProgram({ program, args: ['version'], env }));
  } catch (error) {
    if (['ENOENT', 'EACCES', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined;
    throw error;
  }
  const match = /^(Terraform|OpenTofu) v(\d+\.\d+\.\d+\S*)/m.exec(output);
  if (match?.[1] === undefined || match[2] === undefined) throw stranger(program);
  return { program, product: match[1] === 'Terraform' ? 'terraform' : 'opentofu', version: match[2] };
}

function stranger(program: string): NuclabError {
  return new NuclabError({
    what: `${program} does not say which version of Terraform or OpenTofu it is`,
    fix: `see what \`${program} version\` prints, and install ${wanted}`,
    exitCode: ExitCode.missingTool,
  });
}

function tooOld({ program, product, version }: TerraformProgram): NuclabError {
  return new NuclabError({
    what: `${program} is ${names[product]} ${version}, too old for nuclab`,
    fix: `install ${wanted}`,
    exitCode: ExitCode.missingTool,
  });
}
