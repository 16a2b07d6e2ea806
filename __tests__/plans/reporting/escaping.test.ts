import fc from 'fast-check';
import { escapeMarkdown, escapeWithCode } from '../../../plans/reporting/markdown-escape';
import { singleLine } from '../../../text/single-line';
import { buildReport, markdownReport, textReport } from '../../../plans/reporting';
import { nodesOf } from './support/markdown';
import { factsOf, withFacts } from './support/facts';
import { planFrom, stateOf, threeNucs } from './support/lab';

const nasty = [
  '@gist/admins please merge',
  '![x](https://evil.example/x.png)',
  '[click](javascript:alert(1))',
  '<img src=x onerror=alert(1)>',
  '</details></table><script>',
  'a | b || c',
  '`code` ``more`` ```\nfence',
  '# heading #12 GH-34 owner/repo#56',
  'https://evil.example www.evil.example mailto:a@b.example',
  '**bold** _it_ __x__ ~~gone~~ $x^2$ :tada: :100:',
  'line\nbreak\r\nand\ttab\u2028here',
  'right\u202eto left\u2066 \u200bzero\ufeff \u{e0041}tag',
  '\u001b[31mred\u001b[0m \u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007 bell\u0007',
  '&lt;b&gt; &#60;b&#62; &amp;',
  '"]; end; click host0 href "https://evil.example" %% #quot;',
  '-->\n<!-- nuclab plan: other -->',
  '\\',
];
const text = fc.oneof(
  fc.constantFrom(...nasty),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(fc.constantFrom(...'`|<>&@#[]()!*_~\\$:-/w.\n "\u202e\u0000'), { maxLength: 40 })
    .map((all) => all.join('')),
);

describe('singleLine', () => {
  it('leaves one visible line of any text', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 80 }), (said, longest) => {
        const line = singleLine(said, longest);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect([...line].length).toBeLessThanOrEqual(longest);
      }),
    );
  });

  it('keeps what people write', () => {
    const said = 'containerd 1.7.24, applied 1.7.20: größer → 日本語 (/etc/fstab) 🙂';
    expect(singleLine(`  ${said} \n`)).toBe(said);
    expect(singleLine('x'.repeat(301))).toBe(`${'x'.repeat(299)}…`);
  });
});

describe('escapeMarkdown', () => {
  it.each([
    ['@anna', '@&#8203;anna'],
    ['a|b', 'a&#124;b'],
    ['<b>', '&#60;b&#62;'],
    ['![x](y)', '!&#91;x&#93;(y)'],
    ['`x`', '&#96;x&#96;'],
    ['#12 and #x', '#&#8203;12 and #x'],
    ['https://x', 'https:&#8203;//x'],
    ['kubernetes_version _x_', 'kubernetes_version &#95;x&#95;'],
    [':tada: at 11:52:03', ':&#8203;tada: at 11:52:03'],
    ['&#64;', '&#38;#&#8203;64;'],
    ['swap is on (/swapfile), applied off', 'swap is on (/swapfile), applied off'],
  ])('writes %j as %j', (said, written) => {
    expect(escapeMarkdown(said)).toBe(written);
  });

  it('makes any line a text and nothing else', () => {
    fc.assert(
      fc.property(text, (said) => {
        const line = singleLine(said);
        fc.pre(line !== '');
        const nodes = nodesOf(`| a |\n| --- |\n| ${escapeMarkdown(line)} |\n`);
        expect(nodes.filter(({ type }) => type === 'tableCell')).toHaveLength(2);
        expect(new Set(nodes.map(({ type }) => type))).toEqual(
          new Set(['root', 'table', 'tableRow', 'tableCell', 'text']),
        );
      }),
    );
  });

  it('leaves nothing for GitHub to make a mention, a reference or a link of', () => {
    fc.assert(
      fc.property(text, (said) => {
        const written = escapeMarkdown(singleLine(said));
        expect(written).not.toMatch(/@[\w-]|:\/\/|\bwww\.|(?<!&)#\d/i);
      }),
    );
  });
});

describe('escapeWithCode', () => {
  it('shows a command as code and everything else as text', () => {
    expect(escapeWithCode('run `kubectl drain <node>` @anna')).toBe(
      'run `kubectl drain <node>` @&#8203;anna',
    );
    expect(escapeWithCode('a ` b')).toBe('a &#96; b');
    expect(escapeWithCode('`a|b`')).toBe('&#96;a&#124;b&#96;');
  });

  it('never makes more than text and code of any line', () => {
    fc.assert(
      fc.property(text, (said) => {
        const nodes = nodesOf(`- **x:** ${escapeWithCode(singleLine(said))}.\n`);
        const types = new Set(nodes.map(({ type }) => type));
        for (const type of types) {
          expect([
            'root',
            'list',
            'listItem',
            'paragraph',
            'strong',
            'text',
            'sentence',
            'inlineCode',
          ]).toContain(type);
        }
      }),
    );
  });
});

describe('a report with texts of a malicious host', () => {
  const differences = nasty.map((said) => ({ item: 'swap', text: said, inherited: false }));
  const facts = factsOf(threeNucs, {
    checks: { nuc02_base: { result: 'differs', differences } },
    cluster: { version: nasty.join(' ') },
    host: (host) =>
      host.name === 'nuc03'
        ? {
            name: 'nuc03',
            address: host.address,
            reached: false,
            problem: { kind: 'facts', what: nasty.join(' '), fix: nasty.join(' '), exitCode: 1 },
          }
        : host,
  });
  const deployed = stateOf(threeNucs);
  const plan = planFrom(deployed, stateOf(threeNucs, { nuc02_base: `drift 2: ${nasty.join(' ')}` }));
  const report = buildReport({ inventory: threeNucs, facts, plan, metadata: withFacts });

  it('has no link, picture or mention in a pull request, and only its own HTML', () => {
    const nodes = nodesOf(markdownReport(report));
    expect(
      nodes.filter(({ type }) =>
        ['link', 'image', 'linkReference', 'imageReference', 'definition'].includes(type),
      ),
    ).toEqual([]);
    const html = nodes.filter(({ type }) => type === 'html').map(({ value }) => value);
    expect(html).toEqual([
      '<!-- nuclab plan: nuc-lab -->',
      expect.stringMatching(/^<details><summary>Details: \d+ differences<\/summary>$/),
      '</details>',
      expect.stringMatching(/^<details><summary>Cluster: 3 of 3 nodes Ready, 1 etcd member<\/summary>$/),
      '</details>',
    ]);
    expect(nodes.flatMap(({ type, value }) => (type === 'text' ? [value ?? ''] : [])).join(' ')).not.toMatch(
      /@\w/,
    );
  });

  it('drives no terminal', () => {
    expect(textReport(report, { color: false, columns: 100 })).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    expect(textReport(report, { color: false })).toBe(
      // eslint-disable-next-line no-control-regex -- the colours are what is taken out
      textReport(report, { color: true }).replace(/\u001b\[\d+m/g, ''),
    );
  });
});
