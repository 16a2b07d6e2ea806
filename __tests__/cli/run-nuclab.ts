import { commands } from '../../cli/index';
import { run } from '../../cli/program';

export interface Result {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `nuclab` in this process and catches what it prints. */
export async function runNuclab(...argv: string[]): Promise<Result> {
  const printed = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    }),
  );
  try {
    return { exitCode: await run(argv, commands), ...printed };
  } finally {
    spies.forEach((spy) => spy.mockRestore());
  }
}
