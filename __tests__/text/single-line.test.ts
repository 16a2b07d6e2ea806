import fc from 'fast-check';
import { escapeInvisible } from '../../text/invisible';
import { logLine, singleLine } from '../../text/single-line';

const secrets = [
  'abcdef.0123456789abcdef',
  'token: hunter22hunter22',
  'password: hunter22hunter22',
  '--certificate-key hunter22hunter22',
  'LS0tLS1CRUdJTiBSU0EgUFJJVkFUhunter22hunter22',
  '-----BEGIN OPENSSH PRIVATE KEY-----\nhunter22hunter22\n-----END OPENSSH PRIVATE KEY-----',
];
const shown = /hunter22|0123456789abcdef/;
/** Nobody sees them, and no terminal shows them: they could split a secret. */
const invisibles = [
  '\u200b',
  '\u0007',
  '\ufeff',
  '\u202e',
  '\u00ad',
  '\u{e0041}',
  '\ue000',
  '\u001b[31m',
  '\u034f',
];
const banned = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{DI}]/u;

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc
    .array(
      fc.constantFrom(
        ...secrets,
        ...invisibles,
        ...[
          ' ',
          '\n',
          '\t',
          '\u2028',
          '\u00a0',
          'x',
          'ö',
          '日本',
          '🙂',
          '\u001b]8;;https://evil.example\u0007',
        ],
        ...['\ud800', '\u009b31m', 'token', ': ', '.', '[redacted]', '0123456789'],
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join('')),
);
const longest = fc.integer({ min: 1, max: 60 });

describe('a single line', () => {
  it('has no character that a reader cannot see, and no more than it may have', () => {
    fc.assert(
      fc.property(text, longest, (said, most) => {
        const line = singleLine(said, most);
        expect(line).not.toMatch(banned);
        expect([...line].length).toBeLessThanOrEqual(most);
      }),
    );
  });

  it('is its own single line', () => {
    fc.assert(
      fc.property(text, longest, (said, most) => {
        const line = singleLine(said, most);
        expect(singleLine(line, most)).toBe(line);
      }),
      { numRuns: 400 },
    );
  });

  it('hides a secret, whatever invisible characters split it', () => {
    const split = fc.tuple(
      fc.constantFrom(...secrets),
      fc.array(fc.tuple(fc.nat({ max: 200 }), fc.constantFrom(...invisibles)), { maxLength: 6 }),
    );
    fc.assert(
      fc.property(split, ([secret, parts]) => {
        // From the end on, so that no character is put into another one.
        const places = parts
          .map(([at, part]) => [at % secret.length, part] as const)
          .sort((a, b) => b[0] - a[0]);
        const said = places.reduce((all, [at, part]) => all.slice(0, at) + part + all.slice(at), secret);
        expect(singleLine(`the host said ${said} and more`)).not.toMatch(shown);
      }),
      { numRuns: 400 },
    );
  });

  it('keeps what people write', () => {
    const said = 'containerd 1.7.24, expected 1.7.20: größer → 日本語 (/etc/fstab) 🙂';
    expect(singleLine(`  ${said} \n`)).toBe(said);
    expect(singleLine('x'.repeat(301))).toBe(`${'x'.repeat(299)}…`);
    expect(singleLine('one\r\ntwo\u2028three\t four')).toBe('one two three four');
  });
});

describe('a line of a log', () => {
  it('keeps its blanks and its length', () => {
    const line = `  key:\t${'x'.repeat(1000)}`;
    expect(logLine(`${line}\r`)).toBe(line);
  });

  it('drives no terminal, and is one line', () => {
    fc.assert(
      fc.property(text, (said) => {
        expect(logLine(said).replaceAll('\t', '')).not.toMatch(banned);
      }),
    );
  });
});

it('shows what is invisible as JSON would', () => {
  expect(escapeInvisible('a\u202eb\u{e0041}\u00ad')).toBe('a\\u202eb\\udb40\\udc41\\u00ad');
});
