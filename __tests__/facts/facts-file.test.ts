import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { factsText, readFacts } from '../../facts';
import { factsFromEnvironment } from '../../facts/facts-from-environment';
import { cluster, drift, inherited, own, plantedFacts, threeNucs, unreachable } from './planted-facts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nuclab-facts-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const full = plantedFacts(
  threeNucs,
  drift('nuc02/base', own('swap', 'swap is on'), inherited('clock', 'late')),
  unreachable('nuc03'),
  cluster({ problem: 'half of it' }),
);
const file = (text: string): string => {
  const path = join(folder, 'facts.json');
  writeFileSync(path, text);
  return path;
};

describe('a facts file', () => {
  test('gives back what was written, and equal facts give equal bytes', () => {
    const text = factsText(full);
    expect(readFacts(file(text))).toEqual(JSON.parse(JSON.stringify(full)));
    expect(factsText(readFacts(file(text)))).toBe(text);
  });

  test('keeps nothing that facts do not have: what somebody planted goes', () => {
    const [first, ...others] = full.hosts;
    const planted = { ...full, hosts: [{ ...first!, password: 'canary-4711' }, ...others] };
    expect(factsText(planted)).not.toContain('canary-4711');
  });

  test.each([
    ['{', 'the facts are not JSON'],
    ['{"schemaVersion":1}', 'the facts have schema version 1, expected 2'],
    ['null', 'the facts have schema version undefined, expected 2'],
    [
      factsText(full).replace('"result": "differs"', '"result": "fine"'),
      /^.*: the facts are damaged at hosts\.1\.steps\.0\.check\.result: .*; fix: make them again with nuclab facts$/,
    ],
  ])('is refused when it is none: %.20s', (text, message) => {
    expect(() => readFacts(file(text))).toThrow(message);
  });

  test('is refused when it cannot be read, or is of another lab', async () => {
    const missing = join(folder, 'none.json');
    expect(() => readFacts(missing)).toThrow(
      `${missing}: the facts cannot be read (ENOENT); fix: make them again with nuclab facts`,
    );
    const other = file(factsText({ ...full, lab: 'chemistry' }));
    const props = { inventory: threeNucs, inventoryPath: 'lab.yaml', env: { NUCLAB_FACTS: other } };
    await expect(factsFromEnvironment(props)).rejects.toThrow(
      `${other}: the facts are of lab chemistry, the inventory is of lab ${threeNucs.name}; fix: make them again with nuclab facts`,
    );
  });

  test('is what NUCLAB_FACTS names; with none no host is checked', async () => {
    const path = file(factsText(full));
    const props = { inventory: threeNucs, inventoryPath: 'lab.yaml' };
    await expect(factsFromEnvironment({ ...props, env: { NUCLAB_FACTS: path } })).resolves.toEqual(
      readFacts(path),
    );
    await expect(factsFromEnvironment({ ...props, env: { NUCLAB_FACTS: 'none' } })).resolves.toBeUndefined();
  });
});
