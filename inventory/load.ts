/**
 * inventory/ makes a validated, defaulted, frozen object of lab.yaml. What belongs here can be said of the file alone, with line and
 * fix; what takes a look at a host is in precheck/.
 */
import { readFileSync, statSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { errorCode } from './error-code';
import { InventoryError } from './inventory-error';
import { parseInventory } from './parse';
import { Inventory } from './types';
import { longestFile } from './yaml/limits';

/**
 * The inventory in a file: checked, defaulted, frozen.
 *
 * @param path the file; messages name it as given here
 * @throws InventoryError with every problem found, also when the file cannot be read; no other error
 */
export function loadInventory(path: string): Inventory {
  return parseInventory(readText(path), path);
}

/** The text of an inventory. */
function readText(path: string): string {
  const refuse = (what: string, fix: string): InventoryError =>
    new InventoryError([{ file: path, line: 1, column: 1, path: '', what, fix }]);
  let bytes: Buffer;
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) throw refuse('is a folder', 'give the name of the file in it, e.g. lab.yaml');
    if (!stat.isFile()) throw refuse('is not a plain file', 'write the inventory into a file, e.g. lab.yaml');
    if (stat.size > longestFile) {
      const limit = `${longestFile / 1024} KiB`;
      throw refuse(
        `is larger than ${limit}, the limit for an inventory`,
        'give the name of the inventory, a text file such as lab.yaml',
      );
    }
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof InventoryError) throw error;
    throw refuse(...unreadable(error));
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    throw refuse(`is not UTF-8 text${isUtf16 ? ' but UTF-16' : ''}`, 'save it as UTF-8 in your editor');
  }
}

function unreadable(error: unknown): [what: string, fix: string] {
  const code = errorCode(error);
  const byCode: Readonly<Record<string, [what: string, fix: string]>> = {
    ENOENT: ['does not exist', 'give the name of another file, or run `nuclab init` to create one'],
    ENOTDIR: ['does not exist', 'give the name of another file, or run `nuclab init` to create one'],
    EACCES: ['cannot be read: permission denied', 'make it readable for your user'],
    EPERM: ['cannot be read: permission denied', 'make it readable for your user'],
  };
  return byCode[code] ?? [`cannot be read (${code})`, 'give the name of another file'];
}
