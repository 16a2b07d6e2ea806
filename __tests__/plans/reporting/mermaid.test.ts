import fc from 'fast-check';
import type { HostInLab, HostState, PlanReport } from '../../../plans/reporting';
import { buildReport } from '../../../plans/reporting';
import { mermaidPicture } from '../../../plans/reporting/mermaid';
import { situations } from './support/situations';

const base = buildReport(situations['nothing-to-change']!());

function picture(hosts: readonly HostInLab[], changes: Partial<PlanReport> = {}): readonly string[] {
  return mermaidPicture({ ...base, ...changes, hosts });
}

const host = (name: string, changes: Partial<HostInLab> = {}): HostInLab => ({
  name,
  address: '10.0.0.1',
  role: 'worker',
  state: 'unchanged',
  ...changes,
});

const label = '(?:[A-Za-z0-9 .,_-]|#\\d+;|<br/>)*';
const line = new RegExp(
  [
    'flowchart LR',
    ` *subgraph [A-Za-z]+\\["${label}"\\]`,
    ` *host\\d+\\["${label}"\\]:::[A-Za-z]+`,
    ' *controlPlane --> workers',
    ' *end',
    ' *classDef [A-Za-z]+ (?:[a-z-]+:[#a-z0-9 ]+,?)+',
  ]
    .map((each) => `^${each}$`)
    .join('|'),
);

/** What can be held against a picture without Mermaid itself, which does not run here. */
function faults(lines: readonly string[]): string[] {
  const open = lines.filter((each) => each.includes('subgraph ')).length;
  const closed = lines.filter((each) => each.trim() === 'end').length;
  const used = new Set(lines.flatMap((each) => /:::(\w+)$/.exec(each)?.[1] ?? []));
  const defined = new Set(lines.flatMap((each) => /classDef (\w+)/.exec(each)?.[1] ?? []));
  const groups = lines.flatMap((each) => /subgraph (\w+)/.exec(each)?.[1] ?? []);
  const edges = lines.flatMap((each) => /(\w+) --> (\w+)/.exec(each)?.slice(1) ?? []);
  return [
    ...lines.filter((each) => !line.test(each)).map((each) => `no line of a picture: ${each}`),
    ...(open === closed ? [] : [`${open} groups begin, ${closed} end`]),
    ...[...used].filter((each) => !defined.has(each)).map((each) => `class ${each} is not defined`),
    ...[...defined].filter((each) => !used.has(each)).map((each) => `class ${each} is not used`),
    ...edges.filter((each) => !groups.includes(each)).map((each) => `an edge to ${each}, which is no group`),
  ];
}

const states: readonly HostState[] = ['unchanged', 'changes', 'not-looked-at', 'unreachable', 'leaves'];
const anyHost = fc.record({
  name: fc.string({ unit: 'binary', maxLength: 63 }),
  address: fc.option(fc.string({ unit: 'binary', maxLength: 40 })),
  role: fc.constantFrom('control-plane', 'worker', 'none') as fc.Arbitrary<HostInLab['role']>,
  state: fc.constantFrom(...states),
});

describe('the picture of a lab', () => {
  it.each(Object.entries(situations))('of %s is sound', (_, situation) => {
    expect(faults(mermaidPicture(buildReport(situation())))).toEqual([]);
  });

  it('is sound whatever hosts are called', () => {
    fc.assert(
      fc.property(
        fc.array(anyHost, { minLength: 1, maxLength: 49 }),
        fc.string({ unit: 'binary' }),
        (hosts, lab) => {
          const lines = picture(hosts, { lab });
          expect(faults(lines)).toEqual([]);
          expect(lines.filter((each) => each.includes(':::'))).toHaveLength(hosts.length);
        },
      ),
    );
  });

  it('has each host with its address and state in the group of its role', () => {
    const hosts = [
      host('nuc01', { role: 'control-plane', state: 'changes' }),
      host('nuc02', { state: 'not-looked-at', address: null }),
      host('gone', { role: 'none', state: 'leaves' }),
    ];
    expect(picture(hosts)).toEqual([
      'flowchart LR',
      '  subgraph cluster["cluster nuc-lab, Kubernetes 1.34.4"]',
      '    subgraph controlPlane["control plane"]',
      '      host0["nuc01<br/>10.0.0.1<br/>changes"]:::changes',
      '    end',
      '    subgraph workers["workers"]',
      '      host1["nuc02<br/>not checked"]:::notLookedAt',
      '    end',
      '    controlPlane --> workers',
      '  end',
      '  host2["gone<br/>10.0.0.1<br/>leaves"]:::leaves',
      expect.stringMatching(/^ {2}classDef changes /),
      expect.stringMatching(/^ {2}classDef leaves /),
      expect.stringMatching(/^ {2}classDef notLookedAt /),
    ]);
  });

  it('escapes what Mermaid would read', () => {
    expect(picture([host('a"]; end %% #quot; <b>')]).join('\n')).toContain(
      'host0["a#34;#93;#59; end #37;#37; #35;quot#59; #60;b#62;<br/>10.0.0.1<br/>unchanged"]',
    );
  });

  it('is not drawn of 50 hosts', () => {
    const hosts = Array.from({ length: 50 }, (_, place) => host(`nuc${place}`));
    expect(picture(hosts.slice(1))).not.toEqual([]);
    expect(picture(hosts)).toEqual([]);
  });
});
