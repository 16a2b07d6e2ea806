import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');
const skipped = /^(node_modules|dist|__tests__|cdktf\.out|\..*)$/;

/** The program's files that import a package. */
function importing(name: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !skipped.test(entry.name))
    .flatMap(({ name: room }) =>
      readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((file) => join(room, file)),
    )
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => readFileSync(join(root, file), 'utf8').includes(`from '${name}'`))
    .sort();
}

test('one file knows node-ssh', () => {
  expect(importing('node-ssh')).toEqual(['ssh/client.ts']);
});

test('ssh2 itself is known where node-ssh offers nothing: the agent, key files, and its types', () => {
  expect(importing('ssh2')).toEqual(['ssh/agent.ts', 'ssh/client.ts', 'ssh/key-file.ts']);
});
