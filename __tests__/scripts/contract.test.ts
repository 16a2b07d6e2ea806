import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptBundle } from '../../manifest/script-bundle';
import { phases } from '../../phases';

const repository = join(__dirname, '../..');
const assets = join(repository, 'assets');
const scriptsFolder = join(assets, 'scripts');
const scripts = [...new Set(phases.map(({ script }) => script))];
const header = ['# Job: ', '# Inputs: ', '# Effects: ', '# Exit codes: '];

const library = ['lib', 'programs'].flatMap((folder) =>
  readdirSync(join(scriptsFolder, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.\w+$/.test(name))
    .map((name) => `${folder}/${name}`),
);
const textOf = (path: string): string => readFileSync(join(scriptsFolder, path), 'utf8');
/** Everything a script is shipped with, as one text. */
const shipped = (script: string): string =>
  scriptBundle(assets, script)
    .files.map(({ text }) => text)
    .join('\n');

describe.each(scripts)('%s', (script) => {
  const text = textOf(script);
  const list = (name: string): string[] =>
    (new RegExp(`^${name}=\\(([^)]*)\\)`, 'm').exec(text)?.[1] ?? '').split(/\s+/).filter(Boolean);

  test('has the header of four lines, sources the framework first and ends with run_step', () => {
    const lines = text.split('\n');
    expect(lines[0]).toBe('#!/usr/bin/env bash');
    header.forEach((start, index) => expect(lines[index + 1]).toMatch(new RegExp(`^${start}\\S`)));
    expect(text).toMatch(/^set -euo pipefail$/m);
    expect(/^\. .*$/m.exec(text)?.[0]).toBe('. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"');
    expect(text.endsWith('\nrun_step "$@"\n')).toBe(true);
  });

  test('defines differs_ and change_ for each item', () => {
    const items = list('items');
    expect(items).not.toEqual([]);
    expect(items).toEqual(expect.arrayContaining(list('inherited')));
    const functions = new Set(Array.from(shipped(script).matchAll(/^(\w+)\(\) \{/gm), ([, name]) => name));
    const missing = items
      .flatMap((item) => [`differs_${item}`, `change_${item}`])
      .filter((name) => !functions.has(name));
    expect(missing).toEqual([]);
  });

  test('has a page that names each item', () => {
    const page = readFileSync(join(repository, 'docs/scripts', script.replace(/\.sh$/, '.md')), 'utf8');
    expect(list('items').filter((item) => !page.includes(`| \`${item}\``))).toEqual([]);
  });

  test('is shipped with every file it names', () => {
    const paths = new Set(scriptBundle(assets, script).files.map(({ path }) => path));
    const code = shipped(script).replace(/^\s*#.*$/gm, '');
    const named = Array.from(code.matchAll(/\$\{?NUCLAB_SCRIPTS[^}]*\}?\/([\w./-]*)/g), ([, path]) => path);
    expect(named.filter((path) => path === undefined || !paths.has(path))).toEqual([]);
  });
});

test('no file of the library is shipped with no script', () => {
  const paths = new Set(
    scripts.flatMap((script) => scriptBundle(assets, script).files.map(({ path }) => path)),
  );
  const alone = ['programs/join-token.sh', 'programs/remove-node.sh'];
  expect(library.filter((path) => !paths.has(path))).toEqual(alone);
});

test.each(library.filter((path) => path.endsWith('.sh')))(
  '%s has its header, and no knob of its own',
  (path) => {
    const text = textOf(path);
    expect(text.startsWith('# shellcheck shell=bash\n')).toBe(true);
    header.forEach((start) => expect(text).toContain(start));
    if (path.startsWith('lib/') && path !== 'lib/framework/knobs.sh')
      expect(text).not.toMatch(/NUCLAB_(ROOT|\w+_SECONDS|\w+_PORT|\w+_UID)/);
  },
);

test('an awk program of more than one line, and every go-template, is a file of its own', () => {
  const lines = [...scripts, ...library.filter((path) => path.endsWith('.sh'))].flatMap((path) =>
    textOf(path)
      .split('\n')
      .map((line) => `${path}: ${line}`),
  );
  const openQuote = (line: string): boolean => /\bawk .*'/.test(line) && line.split("'").length % 2 === 0;
  expect(lines.filter((line) => openQuote(line) || line.includes('{{'))).toEqual([]);
});
