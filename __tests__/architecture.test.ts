import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';

const root = join(__dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = read('docs/architecture.md');

/** `allowed` of the lint rule: the rooms a room may import from. */
const allowed = runInNewContext(
  `(${/^const allowed = (\{.*?^\});/ms.exec(read('eslint.config.mjs'))?.[1] ?? ''})`,
) as Readonly<Record<string, readonly string[]>>;
const rooms = Object.keys(allowed);

/** Rows of the table below a heading, as cells without blanks around them. */
function rowsBelow(heading: string): string[][] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
const link = /^\[`?([^`\]]+)`?\]\(\.\.\/([^)]+)\)$/;
const roomRows = rowsBelow('Rooms, and who may import whom').map(([room = '', what = '', imports = '']) => {
  const [, name = '', firstFile = ''] = link.exec(room) ?? [];
  return { name, firstFile, what, imports };
});

describe('docs/architecture.md', () => {
  test('has every room, from the lowest to the highest, with what is in it', () => {
    expect(roomRows.map(({ name }) => name)).toEqual(rooms);
    expect(roomRows.filter(({ what }) => what === '')).toEqual([]);
  });

  test('says of each room what the lint rule says: whom it may import', () => {
    expect(rooms.length).toBeGreaterThan(15);
    const drawn = Object.fromEntries(roomRows.map(({ name, imports }) => [name, imports]));
    const ruled = Object.fromEntries(rooms.map((room) => [room, allowed[room]?.join(', ') || 'nothing']));
    expect(drawn).toEqual(ruled);
  });

  test.each(roomRows.map(({ name, firstFile }) => [name, firstFile]))(
    'the first file of %s says what belongs there, and what does not',
    (name, firstFile) => {
      expect(firstFile).toMatch(new RegExp(`^${name}/[a-z-]+\\.ts$`));
      const comment = /^(?:#!.*\n)?\/\*\*\n(.*?)\*\//s.exec(read(firstFile))?.[1] ?? '';
      expect(comment).toContain(`${name}/`);
      expect(comment).toMatch(/\bbelongs?\b/);
      expect(comment).toMatch(/\b(?:not?|none|nothing|other|stays in|is in|is said)\b/);
    },
  );

  test('names no room too few: every folder with sources is one, or a part of one', () => {
    const others = ['__tests__', 'dist', 'node_modules', 'cdktf.out'];
    const withSources = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !others.includes(entry.name))
      .filter(({ name }) =>
        readdirSync(join(root, name), { recursive: true, encoding: 'utf8' }).some((file) =>
          file.endsWith('.ts'),
        ),
      )
      .map(({ name }) => name);
    expect(withSources.sort()).toEqual([...new Set(rooms.map((room) => room.split('/')[0]))].sort());
  });

  test('names only paths that exist', () => {
    const links = Array.from(page.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g), ([, path = '']) =>
      join('docs', path),
    );
    const top = readdirSync(root).filter((name) => name !== 'cdktf.out');
    const code = Array.from(page.matchAll(/`([^`\s]+)`/g), ([, text = '']) => text).filter((text) =>
      text.includes('/')
        ? top.includes(text.split('/')[0] ?? '')
        : text === 'main.ts' || text.endsWith('.mjs'),
    );
    expect(links.length).toBeGreaterThan(40);
    expect(code.length).toBeGreaterThan(8);
    expect([...links, ...code].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('answers each question with one path', () => {
    const places = rowsBelow('Where is …?').map(([, place = '']) => link.exec(place));
    expect(places.length).toBeGreaterThan(20);
    for (const place of places) {
      expect(place?.[1]).toBe(place?.[2]);
      expect(statSync(join(root, place?.[2] ?? '')).isFile()).toBe(true);
    }
  });
});
