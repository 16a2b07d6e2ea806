import fc from 'fast-check';
import { formatDiagnostic, parseDiagnostic } from '../../text/diagnostic';

const free = fc.oneof(
  fc.string(),
  fc.constantFrom('a; fix: b', 'lab.yaml:1:2: x', 'what; fix:', '; fix', ': '),
);
/** Of two marks the last one counts. */
const withoutMark = free.filter((text) => !text.includes('; fix: '));

test('a diagnostic that was written can be read back', () => {
  fc.assert(
    fc.property(free, fc.option(free, { nil: undefined }), withoutMark, (what, where, fix) => {
      const parsed = parseDiagnostic(formatDiagnostic({ what, where, fix }), where);
      expect(parsed).toEqual({ what, where, fix });
    }),
  );
});

test('so can one without a fix', () => {
  fc.assert(
    fc.property(withoutMark, fc.option(free, { nil: undefined }), (what, where) => {
      expect(parseDiagnostic(formatDiagnostic({ what, where }), where)).toEqual({ what, where });
    }),
  );
});

test.each([
  [{ what: 'swap is on' }, 'swap is on'],
  [{ where: 'nuc01/base', what: 'swap is on' }, 'nuc01/base: swap is on'],
  [{ where: 'lab.yaml:3:5', what: 'is empty', fix: 'remove it' }, 'lab.yaml:3:5: is empty; fix: remove it'],
])('%j is printed as %s', (diagnostic, text) => {
  expect(formatDiagnostic(diagnostic)).toBe(text);
});

test('a place that nobody names stays a part of the fact', () => {
  expect(parseDiagnostic('nuc01/base: swap is on; fix: turn it off')).toEqual({
    what: 'nuc01/base: swap is on',
    fix: 'turn it off',
  });
  expect(parseDiagnostic('nuc02/base: swap is on', 'nuc01/base')).toEqual({ what: 'nuc02/base: swap is on' });
});

test('a terminal may paint the fix alone', () => {
  expect(formatDiagnostic({ what: 'is empty', fix: 'remove it' }, (text) => `<${text}>`)).toBe(
    'is empty; <fix: remove it>',
  );
});
