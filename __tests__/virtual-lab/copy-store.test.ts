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
import { join } from 'node:path';
import { copiesDirectory, keepCopy, withCopy } from '../../virtual-lab/copy-store';
import { treeDigest } from '../../virtual-lab/made-from';

const earlier = process.env['NUCLAB_CACHE'];
let cache: string;
// The lock of a kind is the machine's.
const kind = `test-${process.pid}`;
const copy = (key: string): { kind: string; key: string } => ({ kind, key: key.repeat(12) });
const read = (directory: string): Promise<string> =>
  Promise.resolve(readFileSync(join(directory, 'content'), 'utf8'));
const write =
  (content: string) =>
  (directory: string): Promise<void> =>
    Promise.resolve(writeFileSync(join(directory, 'content'), content));

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'nuclab-cache-'));
  process.env['NUCLAB_CACHE'] = cache;
});

afterEach(() => {
  rmSync(cache, { recursive: true });
  if (earlier === undefined) delete process.env['NUCLAB_CACHE'];
  else process.env['NUCLAB_CACHE'] = earlier;
});

test('a copy is found by its kind and key, and by no other key', async () => {
  expect(await withCopy(copy('a'), read)).toBeUndefined();
  await keepCopy(copy('a'), write('first'));
  expect(await withCopy(copy('a'), read)).toBe('first');
  expect(await withCopy(copy('b'), read)).toBeUndefined();
});

test('a new key replaces the copy of its kind, and leftovers of a killed run; other kinds stay', async () => {
  await keepCopy(copy('a'), write('first'));
  mkdirSync(join(copiesDirectory(), `${kind}-${'c'.repeat(12)}.partial`));
  mkdirSync(join(copiesDirectory(), `${kind}-3-${'a'.repeat(12)}`));
  await keepCopy(copy('b'), write('second'));
  expect(readdirSync(copiesDirectory()).sort()).toEqual([
    `${kind}-3-${'a'.repeat(12)}`,
    `${kind}-${'b'.repeat(12)}`,
  ]);
});

test('a copy is written whole or not at all', async () => {
  const fails = async (directory: string): Promise<void> => {
    await write('half')(directory);
    throw new Error('the disk is full');
  };
  await expect(keepCopy(copy('a'), fails)).rejects.toThrow('the disk is full');
  expect(readdirSync(copiesDirectory())).toEqual([]);
});

test('who comes second keeps the copy that is there', async () => {
  await Promise.all([keepCopy(copy('a'), write('first')), keepCopy(copy('a'), write('second'))]);
  const content = await withCopy(copy('a'), read);
  await keepCopy(copy('a'), write('third'));
  expect(await withCopy(copy('a'), read)).toBe(content);
  expect(existsSync(join(copiesDirectory(), `${kind}-${'a'.repeat(12)}.partial`))).toBe(false);
});

test('the digest of a folder follows names and contents, and no files left out', () => {
  const folder = join(cache, 'tree');
  mkdirSync(join(folder, 'lib'), { recursive: true });
  writeFileSync(join(folder, 'lib', 'a.js'), 'one');
  const before = treeDigest(folder, /\.js$/);
  writeFileSync(join(folder, 'lib', 'notes.txt'), 'aside');
  expect(treeDigest(folder, /\.js$/)).toBe(before);
  expect(treeDigest(folder)).not.toBe(before);
  writeFileSync(join(folder, 'lib', 'a.js'), 'two');
  expect(treeDigest(folder, /\.js$/)).not.toBe(before);
});
