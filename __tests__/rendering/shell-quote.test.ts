import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { shellQuote } from '../../rendering/shell-quote';

/** Any text, and often the characters that mean something to a shell. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(...`'"\\$\`!*?[]{}()<>|&;#~=%\n\t \r-`, 'é', '💻', 'EOF', '$(id)', "'\\''"),
  }),
);
const withoutNul = anyText.filter((text) => !text.includes('\0'));

describe('quoting for the shell', () => {
  test.each([
    ['nothing', '', "''"],
    ['a word', 'word', "'word'"],
    ['quotes', `it's "so"`, `'it'\\''s "so"'`],
    ['expansions', '$HOME `id` $(id) \\', "'$HOME `id` $(id) \\'"],
  ])('of %s', (_what, text, quoted) => {
    expect(shellQuote(text)).toBe(quoted);
  });

  test.each(['bash', 'sh'])('is undone by %s for any text', (shell) => {
    fc.assert(
      fc.property(fc.array(withoutNul, { minLength: 1, maxLength: 200 }), (texts) => {
        const program = `printf '%s\\0' ${texts.map(shellQuote).join(' ')}`;
        const output = execFileSync(shell, { input: program, encoding: 'utf8', env: { LC_ALL: 'C' } });
        // Half a surrogate pair is no character: it leaves Node as U+FFFD, before any shell sees it.
        expect(output.split('\0').slice(0, -1)).toEqual(texts.map((text) => Buffer.from(text).toString()));
      }),
      { numRuns: 25 },
    );
  });

  test('refuses a NUL character', () => {
    expect(() => shellQuote('a\0b')).toThrow('text with a NUL character cannot be given to a shell');
  });
});
