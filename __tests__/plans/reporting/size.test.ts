import fc from 'fast-check';
import type { Difference } from '../../../facts/lab-facts';
import {
  buildReport,
  jsonReport,
  markdownReport,
  textReport,
  type PlanReport,
} from '../../../plans/reporting';
import { joinWithin } from '../../../plans/reporting/cut-rows';
import { factsOf, withFacts } from './support/facts';
import { lab, planFrom, stateOf, type State } from './support/lab';
import { tablesOf } from './support/markdown';

function bigLab(hosts: number, kubernetes: readonly string[] = ['version: 1.34.4']): ReturnType<typeof lab> {
  const all = Array.from({ length: hosts }, (_, place) => `nuc${String(place + 1).padStart(3, '0')}`);
  return lab(
    all.map((name, place) => `${name}: 10.1.${Math.floor(place / 200)}.${(place % 200) + 1}`),
    kubernetes,
  );
}

/** A report in which every text that a host or the plan can say is as long as it likes. */
const anyReport = fc.gen().map((gen): PlanReport => {
  const said = (): string => {
    const [unit, times] = [
      gen(fc.string, { unit: 'grapheme', minLength: 1, maxLength: 6 }),
      gen(fc.nat, 200),
    ];
    return `${unit}|<@`.repeat(times);
  };
  const texts = [said(), said(), said()];
  const one = (place: number): string => `${place} ${texts[place % texts.length]}`.slice(0, 300);
  const several = gen(fc.nat, 500);
  const list = <T>(make: (place: number) => T): T[] =>
    Array.from({ length: several }, (_, place) => make(place));
  const host = (place: number): string => `host${place}${texts[0]}`.slice(0, 63);
  const base = buildReport({
    inventory: bigLab(3),
    plan: { format_version: '1.2' },
    metadata: { ...withFacts, commit: said(), nuclab: said() },
  });
  const row = { phase: 'base' as const, happens: 'runs-again' as const, what: 'runs again' };
  return {
    ...base,
    effects: list((place) => ({
      severity: 'disruptive',
      host: host(place),
      text: one(place),
      fix: one(place + 1),
    })),
    steps: list((place) => ({ host: host(place), ...row, why: one(place), more: [one(place + 1)] })),
    otherChanges: list((place) => ({ address: one(place).slice(0, 120), what: 'is created' })),
    unchangedHosts: list(host),
    notices: list((place) => ({
      kind: 'unreachable',
      host: host(place),
      address: one(place).slice(0, 40),
      what: one(place),
      fix: one(place),
    })),
    certificates: list((place) => ({
      host: host(place),
      names: [one(place).slice(0, 60)],
      expires: '2026-12-01',
      daysLeft: 3,
      fix: one(place),
    })),
    hosts: list((place) => ({
      name: host(place),
      address: one(place).slice(0, 40),
      role: 'worker',
      state: 'changes',
    })),
    details: list((place) => ({
      host: host(place),
      phase: 'base',
      changes: [{ name: one(place), from: one(place).slice(0, 120), to: null, shown: true }],
      differences: [one(place)],
      alsoSeen: [one(place)],
    })),
    cluster: {
      observedOn: host(0),
      version: one(0).slice(0, 40),
      problem: one(1),
      nodes: list((place) => ({
        name: host(place),
        role: 'worker',
        ready: false,
        schedulable: false,
        version: '1',
        message: one(place),
      })),
      etcdMembers: list((place) => ({ name: host(place), learner: true })),
    },
  };
});

describe('the report for a pull request', () => {
  it('is always under 65,000 characters, with whole rows and everything that is opened closed', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const markdown = markdownReport(report);
        expect(markdown.length).toBeLessThan(65_000);
        expect(markdown.startsWith('<!-- nuclab plan: nuc-lab -->\n## ')).toBe(true);
        expect(markdown.match(/<details>/g)?.length).toBe(markdown.match(/<\/details>/g)?.length);
        expect((markdown.match(/^```/gm) ?? []).length % 2).toBe(0);
        for (const line of markdown.split('\n').filter((each) => each.startsWith('|')))
          expect(line).toMatch(/ \|$/);
        expect(markdown).toMatch(/\nnuclab .*\n$/s);
      }),
      { numRuns: 40 },
    );
  });

  it('cuts on row borders and says how much is missing', () => {
    const before = bigLab(500, ['version: 1.34.4', 'podSubnet: 10.244.0.0/14']);
    const differences = (host: string): Difference[] => [
      { item: 'swap', text: `swap is on (/swapfile-of-${host}), applied off`, inherited: false },
    ];
    const names = before.hosts.map(({ name }) => name);
    const checks = Object.fromEntries(
      names.map((name) => [`${name}_base`, { result: 'differs' as const, differences: differences(name) }]),
    );
    const reasons = Object.fromEntries(
      names.map((name) => [`${name}_base`, `drift 2: swap is on (/swapfile-of-${name}), applied off`]),
    );
    const deployed = stateOf(before);
    const after: State = new Map(
      [...deployed].map(([address, each]) => [
        address,
        reasons[address] === undefined ? each : { ...each, reason: reasons[address] },
      ]),
    );
    const report = buildReport({
      inventory: before,
      facts: factsOf(before, { checks }),
      plan: planFrom(deployed, after),
      metadata: withFacts,
    });
    expect(report.verdict.text).toBe('500 steps will run on 500 hosts');
    const markdown = markdownReport(report);
    expect(markdown.length).toBeLessThan(65_000);
    const shown = markdown.match(/^\| nuc\d+ \| base \| runs again \| drift 2: .* \|$/gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(150);
    expect(markdown).toContain(`| … and ${500 - shown} more rows, see the report in the artifact |  |  |  |`);
    for (const rows of tablesOf(markdown)) expect(new Set(rows).size).toBe(1);
    expect(JSON.parse(jsonReport(report))).toEqual(report);
  });

  it('says once what is so on many hosts', () => {
    const [before, after] = [bigLab(100, ['version: 1.33.13']), bigLab(100)];
    const report = buildReport({
      inventory: after,
      facts: factsOf(before),
      plan: planFrom(stateOf(before), stateOf(after)),
      metadata: withFacts,
    });
    const [, table = ''] = markdownReport(report).split('### What happens\n\n');
    expect(table.split('\n\n')[0]?.split('\n')).toEqual([
      '| host | phase | what | why |',
      '| --- | --- | --- | --- |',
      '| nuc001, nuc002, nuc003, nuc004, nuc005, nuc006 and 94 more (100 hosts) | kubernetes-packages | runs again | Kubernetes version 1.33.13 → 1.34.4; 1 more |',
      '| nuc001, nuc002, nuc003, nuc004, nuc005, nuc006 and 94 more (100 hosts) | container-runtime | runs again | Kubernetes version 1.33.13 → 1.34.4 |',
      '| nuc001 | control-plane | runs again | Kubernetes version 1.33.13 → 1.34.4; 1 more |',
      '| nuc002, nuc003, nuc004, nuc005, nuc006, nuc007 and 93 more (99 hosts) | worker | runs again | Kubernetes version 1.33.13 → 1.34.4 |',
    ]);
  });
});

describe('joinWithin', () => {
  const block = (rows: readonly string[], most = 100): Parameters<typeof joinWithin>[0][number] => ({
    head: ['head'],
    rows,
    tail: ['tail'],
    most,
    more: (cut) => `${cut} more`,
  });

  it('keeps what fits', () => {
    expect(joinWithin([block(['a', 'b']), block([])], 1000)).toBe('head\na\nb\ntail\n\nhead\ntail\n');
  });

  it('cuts a block at its own border', () => {
    expect(joinWithin([block(['aaa', 'bbb', 'ccc'], 8)], 1000)).toBe('head\naaa\nbbb\n1 more\ntail\n');
  });

  it('gives what comes first what there is', () => {
    const text = joinWithin([block(['aaaa', 'bbbb']), block(['cccc', 'dddd'])], 50);
    expect(text).toBe('head\naaaa\nbbbb\ntail\n\nhead\n2 more\ntail\n');
    expect(text.length).toBeLessThanOrEqual(50);
  });
});

it('makes and writes the report of 100 hosts in a second', () => {
  const [before, after] = [bigLab(100, ['version: 1.33.13']), bigLab(100)];
  const input = {
    inventory: after,
    facts: factsOf(before),
    plan: planFrom(stateOf(before), stateOf(after)),
    metadata: withFacts,
  };
  expect(input.plan.resource_changes?.length).toBeGreaterThan(500);
  // Of this process: a second on a machine that has nothing else to do.
  const started = process.cpuUsage();
  const report = buildReport(input);
  markdownReport(report);
  jsonReport(report);
  textReport(report, { color: true, columns: 120 });
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1000).toBeLessThan(1000);
});
