import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { firstInventory } from '../../cli/init-template';
import { loadInventory } from '../../inventory/load';
import { parseInventory } from '../../inventory/parse';
import { runNuclab } from './run-nuclab';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nuclab-init-'));
  file = join(folder, 'lab.yaml');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the file that is written is a right inventory of three hosts', async () => {
  expect(await runNuclab('init', file)).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: `wrote ${file}; next: put the addresses of your hosts into ${file}, then run \`nuclab validate\` and \`nuclab trust\`\n`,
  });
  expect(loadInventory(file).hosts.map(({ name }) => name)).toEqual(['nuc01', 'nuc02', 'nuc03']);
  expect((await runNuclab('validate', file)).exitCode).toBe(0);
});

test('its first line leads editors to the schema', async () => {
  await runNuclab('init', file);
  const path = /^# yaml-language-server: \$schema=(.*)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  expect(existsSync(resolve(dirname(file), path))).toBe(true);
});

test('what its comments suggest is right too', () => {
  const text = firstInventory([['nuc01', '10.0.0.1']], 's').replace(/^( *)# (?=\s*[a-z]\w*:)/gm, '$1');
  const suggested = text.replace(/^# .*$/gm, '');
  expect(parseDocument(suggested).errors).toEqual([]);
  const { ssh, semester, hosts, kubernetes } = parseInventory(suggested, 'lab.yaml');
  expect({ user: ssh.user, semester, version: kubernetes.version }).toEqual({
    user: 'ubuntu',
    semester: '2026-autumn',
    version: '1.34.4',
  });
  expect(hosts.map(({ name }) => name)).toEqual(['nuc01', 'nuc09']);
});

test('hosts are taken by address and by name', async () => {
  const { stderr } = await runNuclab('init', file, '--hosts', '10.1.1.1, box=10.1.1.2');
  expect(stderr).toBe(`wrote ${file}; next: run \`nuclab validate\` and \`nuclab trust\`\n`);
  expect(loadInventory(file).hosts.map(({ name, address }) => [name, address])).toEqual([
    ['nuc01', '10.1.1.1'],
    ['box', '10.1.1.2'],
  ]);
});

test('wrong hosts are refused and nothing is written', async () => {
  const { exitCode, stderr } = await runNuclab('init', file, '--hosts', '10.1.1.1,10.1.1');
  expect(exitCode).toBe(2);
  expect(stderr).toBe(
    '--hosts "10.1.1.1,10.1.1": hosts.nuc02 "10.1.1" is not an IPv4 address, which is four numbers separated by dots; fix: write the fixed IPv4 address of the host, e.g. 192.168.0.11\n',
  );
  expect(existsSync(file)).toBe(false);
});

test.each([
  '',
  '10.0.0.1,',
  'a=b=c',
  '10.0.0.1\nname: x',
  'x: {a=10.0.0.1',
  'NUC=10.0.0.1',
  '10.0.0.1,10.0.0.1',
])('no list of hosts gives a wrong file: %j', async (list) => {
  expect((await runNuclab('init', file, '--hosts', list)).exitCode).toBe(2);
  expect(readdirSync(folder)).toEqual([]);
});

test('a file that is there is kept', async () => {
  writeFileSync(file, 'mine');
  expect(await runNuclab('init', file)).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `${file}: exists already, and is kept; fix: name another file, or give --force to replace it\n`,
  });
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test('with --force a file that is there is replaced, and no other file is left', async () => {
  writeFileSync(file, 'mine');
  expect((await runNuclab('init', '--force', file)).exitCode).toBe(0);
  expect(loadInventory(file).hosts).toHaveLength(3);
  expect(readdirSync(folder)).toEqual(['lab.yaml']);
});

test('a folder that does not exist, and a folder instead of a file, are refused', async () => {
  expect((await runNuclab('init', join(folder, 'no', 'lab.yaml'))).stderr).toBe(
    `${join(folder, 'no', 'lab.yaml')}: cannot be written: its folder does not exist; fix: create the folder first\n`,
  );
  mkdirSync(file);
  expect((await runNuclab('init', '--force', file)).stderr).toBe(
    `${file}: is a folder; fix: name a file in it, e.g. lab.yaml\n`,
  );
  expect(readdirSync(folder)).toEqual(['lab.yaml']);
});
