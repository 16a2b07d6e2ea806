import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabFacts } from '../../facts';
import { drift, own, plantedFacts, threeNucs } from '../facts/planted-facts';
import { compiledProgram } from '../support/compiled-program';
import { PseudoTerminal } from './support/pseudo-terminal';
import { Screen } from './support/screen';

const LAB = `
name: lab
hosts:
  nuc01: { address: 10.0.0.11 }
  nuc02: { address: 10.0.0.12 }
  nuc03: { address: 10.0.0.13 }
kubernetes: { version: 1.34.4 }
`;
const CLEAR_SCREEN = '\u001b[H\u001b[2J';

let folder: string;
let terminal: PseudoTerminal | undefined;

function write(name: string, content: string | LabFacts): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nuclab-watch-'));
});
afterEach(() => {
  terminal?.kill();
  rmSync(folder, { recursive: true, force: true });
});

test('in a real terminal a watch redraws in place, follows its size, and gives it back on Ctrl-C', async () => {
  const stub = join(__dirname, 'support/stub-facts.js');
  const program = join(compiledProgram(), 'dist');
  const lab = write('lab.yaml', LAB);
  const narrow = join(folder, 'narrow');
  terminal = new PseudoTerminal(
    [
      'stty cols 80 rows 24; exec 3<&0',
      `{ until [ -e ${narrow} ]; do sleep 0.1; done; stty cols 60 <&3; } &`,
      `exec node -r ${stub} ${join(program, 'cli/index.js')} status --inventory ${lab} --watch 1`,
    ].join('\n'),
    {
      NUCLAB_TEST_FACTS: write('facts.json', plantedFacts(threeNucs)),
      NUCLAB_TEST_PROGRAM: program,
      NO_COLOR: '1',
    },
  );

  await terminal.saw('Ctrl-C ends');
  const swap = own('swap', 'swap is on (/swapfile), applied off');
  write('facts.json', plantedFacts(threeNucs, drift('nuc02/base', swap)));
  await terminal.saw('lab not ok');
  write('narrow', '');
  const resized = await terminal.saw(CLEAR_SCREEN);
  await terminal.saw('Ctrl-C ends', resized - CLEAR_SCREEN.length);
  terminal.type('\u0003');
  expect(await terminal.end()).toBe(0);

  const [wide = '', thin = ''] = terminal.output.split(CLEAR_SCREEN);
  const screen = new Screen(80, 24);
  screen.write(wide);
  expect(verdicts(screen)).toEqual([
    'lab not ok: 1 step drifted; 3 of 3 hosts reachable, 3 of 3 nodes Ready',
  ]);
  screen.resize(60, 24);
  screen.write(CLEAR_SCREEN + thin);
  expect(screen.text).toMatch(
    /^lab not ok: 1 step drifted; 3 of 3 hosts reachable, 3 of 3\n {2}nodes Ready\n\nHOST /,
  );
  expect(screen.text).toMatch(/\n2026-11-21 11:52:03 UTC, again every 1 s, Ctrl-C ends$/);
  expect(screen.text.split('\n').filter((line) => line.length > 60)).toEqual([]);
  expect(verdicts(screen)).toHaveLength(1);
  expect(screen.isCursorShown).toBe(true);
});

function verdicts({ text }: Screen): string[] {
  return text.split('\n').filter((line) => line.startsWith('lab '));
}
