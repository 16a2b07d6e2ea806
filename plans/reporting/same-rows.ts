import { listed } from '../../text/words';

/** Rows that say the same of several hosts. */
export interface RowGroup<Row> {
  readonly hosts: readonly string[];
  /** The first of them. */
  readonly row: Row;
}

const mostNames = 6;

/**
 * Puts rows that say the same of several hosts together, in the place of the first.
 *
 * @param said all of a row but its host
 * @param many from so many hosts on one row for all is easier to read than a row for each
 */
export function sameRows<Row extends { readonly host: string }>(
  rows: readonly Row[],
  said: (row: Row) => string,
  many = 4,
): RowGroup<Row>[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(said(row), [...(groups.get(said(row)) ?? []), row]);
  return rows.flatMap((row) => {
    const group = groups.get(said(row)) ?? [];
    if (group.length < many) return [{ hosts: [row.host], row }];
    return group[0] === row ? [{ hosts: group.map(({ host }) => host), row }] : [];
  });
}

/** `nuc01`, or `nuc01, nuc02, … and 94 more (100 hosts)`. */
export function hostNames(hosts: readonly string[]): string {
  const names = listed(hosts, mostNames);
  return hosts.length > mostNames ? `${names} (${hosts.length} hosts)` : names;
}
