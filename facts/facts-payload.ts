import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderPayload } from '../exchange/payload';
import type { FactPart, ReachTargets } from './fact-parts';

export interface FactsPayloadProps {
  readonly assetsDirectory: string;
  readonly parts: readonly FactPart[];
  /** @default - nothing */
  readonly reach?: ReachTargets;
}

/**
 * Only the parts that are asked for are sent, their awk programs and templates in variables. What is to be reached travels
 * in the text, not in arguments, which others could read.
 */
export function factsPayload(nonce: string, { assetsDirectory, parts, reach }: FactsPayloadProps): string {
  const folder = join(assetsDirectory, 'scripts', 'facts');
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const scripts = ['facts', ...parts];
  const programs = readdirSync(folder)
    .filter((name) => !name.endsWith('.sh') && scripts.includes(name.split('-')[0] ?? ''))
    .sort()
    .map((name) => [name.replaceAll(/[.-]/g, '_'), read(name)] as const);
  return renderPayload({
    program: scripts.map((name) => read(`${name}.sh`)).join('\n'),
    variables: {
      ...Object.fromEntries(programs),
      facts_peers: (reach?.peers ?? []).map(({ address, port }) => `${address} ${port}`).join('\n'),
      facts_urls: (reach?.urls ?? []).map(({ kind, url }) => `${kind} ${url}`).join('\n'),
    },
    calls: [['gather', nonce, ...parts]],
  });
}
