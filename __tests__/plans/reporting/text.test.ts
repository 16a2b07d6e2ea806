import { buildReport, textReport } from '../../../plans/reporting';
import { alignedRows, hanging, wrap } from '../../../plans/reporting/text-layout';
import { situations } from './support/situations';

describe('the report in a terminal', () => {
  it.each(Object.entries(situations))('of %s keeps to the width of the terminal', (_, situation) => {
    const text = textReport(buildReport(situation()), { color: false, columns: 100 });
    expect(text.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  it('has lines as long as they are without one', () => {
    const text = textReport(buildReport(situations['drift']!()), { color: false });
    expect(text).toContain(
      '\n  disruptive: nuc02: may restart containerd: running containers keep running, but for a few seconds none can start or stop\n',
    );
  });

  it('has colours only when asked, and no other difference', () => {
    for (const situation of Object.values(situations)) {
      const report = buildReport(situation());
      const [plain, colored] = [false, true].map((color) => textReport(report, { color, columns: 90 }));
      expect(plain).not.toContain('\u001b');
      expect(colored).toContain('\u001b[1m');
      // eslint-disable-next-line no-control-regex -- the colours are what is taken out
      expect(colored?.replace(/\u001b\[\d+m/g, '')).toBe(plain);
    }
  });

  it.each([
    ['nothing-to-change', 32],
    ['drift', 33],
    ['new-semester', 31],
    ['unreachable-host', 33],
  ])('paints the verdict of %s', (name, color) => {
    const [first] = textReport(buildReport(situations[name]!()), { color: true }).split('\n');
    expect(first).toMatch(new RegExp(`^\u001b\\[${color}m`));
  });
});

describe('wrap', () => {
  it('breaks between words, and a word that is too long in itself', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('a bcdefghij k', 4)).toEqual(['a', 'bcde', 'fghi', 'j k']);
    expect(wrap('', 4)).toEqual(['']);
  });
});

describe('hanging', () => {
  it('indents the first line and, more, the others', () => {
    expect(hanging('fix: look at it', 2, 12)).toEqual(['  fix:', '    look at', '    it']);
  });
});

describe('alignedRows', () => {
  it('aligns columns by what a terminal shows, and wraps the last', () => {
    expect(
      alignedRows(
        ['HOST', 'WHY'],
        [
          ['nuc01', 'swap is on, applied off, and more'],
          ['日本', 'x'],
        ],
        31,
      ),
    ).toEqual(['HOST   WHY', 'nuc01  swap is on, applied off,', '       and more', '日本   x']);
  });
});
