/**
 * A text in lines of at most `width` characters, broken at spaces; further lines are indented. A word that is longer than
 * a line is broken anywhere.
 */
export function wrap(text: string, width: number | undefined, indent = '  '): readonly string[] {
  if (width === undefined || text.length <= width || width <= indent.length) return [text];
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const end = space > indent.length ? space : width;
    lines.push(rest.slice(0, end).trimEnd());
    rest = indent + rest.slice(end).trimStart();
  }
  return [...lines, rest];
}
