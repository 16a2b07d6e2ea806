import type { HostInLab, HostState, PlanReport } from './plan-report';

/** More hosts than these make no picture. */
const mostHosts = 49;

const states: Readonly<Record<HostState, { readonly words: string; readonly style: string }>> = {
  unchanged: { words: 'unchanged', style: 'fill:#dafbe1,stroke:#1a7f37,color:#1f2328' },
  changes: { words: 'changes', style: 'fill:#fff8c5,stroke:#9a6700,color:#1f2328' },
  unreachable: {
    words: 'unreachable',
    style: 'fill:#eaeef2,stroke:#57606a,color:#1f2328,stroke-dasharray:4 3',
  },
  'not-looked-at': {
    words: 'not checked',
    style: 'fill:#eaeef2,stroke:#57606a,color:#1f2328,stroke-dasharray:4 3',
  },
  leaves: { words: 'leaves', style: 'fill:#ffebe9,stroke:#cf222e,color:#1f2328' },
};

/** A Mermaid flow chart of the lab: hosts by role, what the plan makes of each in word and colour. @returns its lines, none above 49 hosts */
export function mermaidPicture({ hosts, lab, cluster }: PlanReport): string[] {
  if (hosts.length === 0 || hosts.length > mostHosts) return [];
  const version = cluster?.version ?? null;
  const title = version === null ? `cluster ${lab}` : `cluster ${lab}, Kubernetes ${version}`;
  const box = (role: HostInLab['role']): string[] =>
    hosts.flatMap((host, place) => (host.role === role ? [node(host, place)] : []));
  const [controlPlane, workers, none] = [box('control-plane'), box('worker'), box('none')];
  const used = [...new Set(hosts.map(({ state }) => state))].sort();
  return [
    'flowchart LR',
    `  subgraph cluster["${label(title)}"]`,
    ...group('controlPlane', 'control plane', controlPlane),
    ...group('workers', 'workers', workers),
    ...(controlPlane.length > 0 && workers.length > 0 ? ['    controlPlane --> workers'] : []),
    '  end',
    ...none.map((line) => `  ${line}`),
    ...used.map((state) => `  classDef ${className(state)} ${states[state].style}`),
  ];
}

function group(id: string, title: string, nodes: readonly string[]): string[] {
  if (nodes.length === 0) return [];
  return [`    subgraph ${id}["${title}"]`, ...nodes.map((line) => `      ${line}`), '    end'];
}

function node({ name, address, state }: HostInLab, place: number): string {
  const lines = [name, ...(address === null ? [] : [address]), states[state].words];
  return `host${place}["${lines.map(label).join('<br/>')}"]:::${className(state)}`;
}

/** Letters are what Mermaid takes anywhere. */
function className(state: HostState): string {
  return state.replace(/-./g, (hyphen) => hyphen.charAt(1).toUpperCase());
}

/** Mermaid's own escape is `#<code point>;`; all but the plainest characters go through it. */
function label(text: string): string {
  return text.replace(/[^A-Za-z0-9 .,_-]/gu, (character) => `#${character.codePointAt(0)};`);
}
