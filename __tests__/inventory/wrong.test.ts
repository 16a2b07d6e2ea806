import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InventoryError } from '../../inventory/inventory-error';
import { parseInventory } from '../../inventory/parse';
import { problemLine } from '../../inventory/problem';

const folder = join(__dirname, 'wrong');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace(/\.yaml$/, ''));

/** After a change of words: UPDATE_WRONG=1 npx jest __tests__/inventory/wrong.test.ts, then read the diff. */
const isUpdate = process.env.UPDATE_WRONG === '1';

function refusal(name: string): InventoryError {
  const text = readFileSync(join(folder, `${name}.yaml`), 'utf8');
  try {
    parseInventory(text, 'lab.yaml');
  } catch (error) {
    if (error instanceof InventoryError) return error;
    throw error;
  }
  throw new Error(`${name}.yaml is accepted`);
}

test('there are wrong inventories to look at, each with the output expected of it', () => {
  expect(names.length).toBeGreaterThanOrEqual(100);
  const texts = readdirSync(folder).filter((file) => file.endsWith('.txt'));
  expect(texts.map((file) => file.replace(/\.txt$/, ''))).toEqual(names);
});

describe.each(names)('wrong/%s.yaml', (name) => {
  const expected = join(folder, `${name}.txt`);

  test('is refused with the words in its text file', () => {
    const { message } = refusal(name);
    if (isUpdate || !existsSync(expected)) writeFileSync(expected, `${message}\n`);
    expect(`${message}\n`).toBe(readFileSync(expected, 'utf8'));
  });

  test('names lines and columns that exist, in the order of the file', () => {
    const lines = readFileSync(join(folder, `${name}.yaml`), 'utf8').split('\n');
    const { problems, exitCode } = refusal(name);
    expect(exitCode).toBe(2);
    for (const { line, column } of problems) {
      expect(line).toBeGreaterThanOrEqual(1);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(lines.length).toBeGreaterThanOrEqual(line);
      expect(lines[line - 1]!.length + 1).toBeGreaterThanOrEqual(column);
    }
    const order = problems.map(({ line, column }) => line * 1000 + column);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test('keeps to one line, three parts and the house style for each problem', () => {
    for (const problem of refusal(name).problems) {
      expect(problemLine(problem)).not.toMatch(/[\n\r]|undefined|\[object/);
      expect(problem.what).toMatch(/^[^A-Z]/);
      expect(problem.what).toMatch(/[^.]$/);
      expect(problem.fix).toMatch(/^[a-z].*[^.]$/);
    }
  });
});
