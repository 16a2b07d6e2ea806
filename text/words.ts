/** `1 host`, `2 hosts`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `on 2 hosts`, `on 2 hosts and in the cluster`, `in the cluster`. */
export function places(hosts: number, inCluster: boolean): string {
  const on = hosts > 0 ? [`on ${count(hosts, 'host')}`] : [];
  return [...on, ...(inCluster ? ['in the cluster'] : [])].join(' and ');
}

/** `nuc01, nuc02 and 3 more`. */
export function listed(names: readonly string[], most: number): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** `nuc01`, `nuc01 and nuc02`, `nuc01, nuc02 and nuc03`, `nuc01, nuc02, nuc03 and 4 more`. */
export function sentenceList(names: readonly string[], most: number): string {
  const said = names.length <= most ? names : [...names.slice(0, most), `${names.length - most} more`];
  return said.length < 2 ? said.join('') : `${said.slice(0, -1).join(', ')} and ${said.at(-1)}`;
}

/** `2026-11-21T11:52:03Z` -> `2026-11-21 11:52:03 UTC`; another form stays as it is. */
export function atTime(time: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(time);
  return parts === null ? time : `${parts[1]} ${parts[2]} UTC`;
}

/** UTC to the second, as facts write times: `2026-11-21T11:52:03Z`. */
export function utc(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** `42 s`, `7 min`, `3 h`, `2 days`; rounded down. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  if (seconds < 2 * 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 2 * 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} days`;
}
