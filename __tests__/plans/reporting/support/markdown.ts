import { parsers } from 'prettier/plugins/markdown';

export interface MarkdownNode {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly MarkdownNode[];
}

/** Every node of a Markdown text, as prettier's parser (remark) reads it. */
export function nodesOf(text: string): readonly MarkdownNode[] {
  const parse = parsers.markdown.parse as (text: string, options: object) => MarkdownNode;
  return flat(parse(text, {}));
}

function flat(node: MarkdownNode): MarkdownNode[] {
  return [node, ...(node.children ?? []).flatMap(flat)];
}

/** Rows of every table, each as its number of cells. */
export function tablesOf(text: string): number[][] {
  return nodesOf(text)
    .filter(({ type }) => type === 'table')
    .map(({ children = [] }) => children.map((row) => row.children?.length ?? 0));
}
