import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InventoryError } from '../../inventory/inventory-error';
import { loadInventory } from '../../inventory/load';

const folder = mkdtempSync(join(tmpdir(), 'nuclab-load-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string | Buffer): string {
  const path = join(folder, 'lab.yaml');
  writeFileSync(path, content);
  return path;
}

function refusalOf(path: string): string {
  try {
    loadInventory(path);
  } catch (error) {
    if (error instanceof InventoryError && error.exitCode === 2) return error.message.replace(folder, '');
    throw error;
  }
  throw new Error('the file is accepted');
}

test('an inventory is loaded from its file', () => {
  expect(loadInventory(file('hosts: {nuc01: 10.0.0.1}\n')).hosts[0]!.name).toBe('nuc01');
});

test('messages name the file as it was given', () => {
  const path = file('hosts: {nuc01: 10.0.0.1}\ncolour: blue\n');
  expect(() => loadInventory(path)).toThrow(`${path}:2:1: colour is not a key that nuclab knows`);
});

test('a missing file is refused', () => {
  expect(refusalOf(join(folder, 'nope.yaml'))).toBe(
    '/nope.yaml:1:1: does not exist; fix: give the name of another file, or run `nuclab init` to create one',
  );
  expect(refusalOf(join(file('x'), 'lab.yaml'))).toContain('does not exist');
});

test('a path that no file can have is refused', () => {
  expect(refusalOf('lab\u0000.yaml')).toContain('cannot be read');
});

test('a folder is refused', () => {
  expect(refusalOf(folder)).toBe(':1:1: is a folder; fix: give the name of the file in it, e.g. lab.yaml');
});

test('a device is refused without being read', () => {
  expect(refusalOf('/dev/zero')).toBe(
    '/dev/zero:1:1: is not a plain file; fix: write the inventory into a file, e.g. lab.yaml',
  );
});

test('a huge file is refused', () => {
  expect(refusalOf(file('#'.repeat(128 * 1024 + 1)))).toBe(
    '/lab.yaml:1:1: is larger than 128 KiB, the limit for an inventory; fix: give the name of the inventory, a text file such as lab.yaml',
  );
});

test('a file that is not UTF-8 is refused', () => {
  expect(refusalOf(file(Buffer.from([0x6e, 0xfc, 0x63])))).toBe(
    '/lab.yaml:1:1: is not UTF-8 text; fix: save it as UTF-8 in your editor',
  );
  expect(refusalOf(file(Buffer.from('\ufeffhosts: {}', 'utf16le')))).toBe(
    '/lab.yaml:1:1: is not UTF-8 text but UTF-16; fix: save it as UTF-8 in your editor',
  );
});

test('a binary file is refused', () => {
  expect(refusalOf(file(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0])))).toContain(
    'the file contains control characters',
  );
});

test('a file as large as is allowed takes seconds, not minutes, of computing', () => {
  const lines = Array.from({ length: 15_000 }, (_, i) => `k${i}:`).join('\n');
  const before = process.cpuUsage();
  expect(refusalOf(file(lines))).toContain('is not a key that nuclab knows');
  expect(process.cpuUsage(before).user / 1e6).toBeLessThan(10);
});
