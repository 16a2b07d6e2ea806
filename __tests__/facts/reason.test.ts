import fc from 'fast-check';
import { formatReason, parseReason, type Reason } from '../../facts/reason';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        'drift ',
        'update ',
        '2',
        '0',
        ': ',
        'swap is on',
        '; ',
        ' more',
        'first install ',
        '\n',
      ),
    )
    .map((parts) => parts.join('')),
);
const number = fc.integer({ min: 1, max: 999_999_999 });

test.each<[string, Reason]>([
  ['first install 2026-11-21 11:52:03 UTC', { kind: 'first-install', at: '2026-11-21 11:52:03 UTC' }],
  [
    'drift 2: swap is on (/swapfile), applied off',
    { kind: 'drift', run: 2, first: 'swap is on (/swapfile), applied off', more: 0 },
  ],
  ['drift 12: swap is on; 1 more', { kind: 'drift', run: 12, first: 'swap is on', more: 1 }],
  [
    'update 3: kubernetes_version 1.33.13 -> 1.34.4',
    { kind: 'update', run: 3, first: 'kubernetes_version 1.33.13 -> 1.34.4', more: 0 },
  ],
  ['planned without facts', { kind: 'opaque', text: 'planned without facts' }],
  ['first install', { kind: 'opaque', text: 'first install' }],
  ['drift: swap is on', { kind: 'opaque', text: 'drift: swap is on' }],
])('%s', (printed, reason) => {
  expect(parseReason(printed)).toEqual(reason);
  expect(formatReason(reason)).toBe(printed);
});

test('no text is lost, whoever wrote it', () => {
  fc.assert(fc.property(text, (printed) => formatReason(parseReason(printed)) === printed));
});

test('a reason that was printed can be read back', () => {
  const first = fc.string().filter((said) => !/; \d+ more$/.test(said));
  const kind = fc.constantFrom('drift' as const, 'update' as const);
  const reason = fc.record({ kind, run: number, first, more: fc.oneof(fc.constant(0), number) });
  fc.assert(
    fc.property(reason, (value) => {
      expect(parseReason(formatReason(value))).toEqual(value);
    }),
  );
});
