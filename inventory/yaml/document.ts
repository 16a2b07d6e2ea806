import {
  Alias,
  Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Node,
  parseDocument,
  YAMLMap,
  YAMLSeq,
} from 'yaml';
import { Fault, Path, quote, showPath } from '../problem';
import { deepestNesting, mostAliases, mostValues, tryTooDeep } from './limits';
import { SourcePositions } from './source-positions';
import { syntaxFaults } from './syntax';

/** A YAML text as plain values, with its YAML errors. */
export interface YamlDocument {
  /** Whether the text is YAML; if not, there is no value and `faults` says why. */
  readonly isYaml: boolean;
  /** Maps, lists, texts, numbers, booleans and null. */
  readonly value: unknown;
  readonly positions: SourcePositions;
  readonly faults: readonly Fault[];
}

/** Reads YAML 1.2 (core schema: `yes` is text), one document, no application tags, few aliases, no duplicate keys. */
export function readYaml(text: string): YamlDocument {
  const positions = new SourcePositions(text);
  const notYaml = (faults: readonly Fault[]): YamlDocument => ({
    isYaml: false,
    value: undefined,
    positions,
    faults,
  });
  const tooDeep = tryTooDeep(text);
  if (tooDeep !== undefined) {
    const what = `maps and lists are nested more than ${deepestNesting} levels deep`;
    return notYaml([
      { path: [], offset: tooDeep, what, fix: 'write the inventory as shown in docs/inventory.md' },
    ]);
  }
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    prettyErrors: false,
    uniqueKeys: false,
    strict: true,
  });
  const wrong = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  if (wrong.length > 0) return notYaml(syntaxFaults(wrong, (offset) => positions.lineAndColumn(offset).line));
  const converter = new Converter(document, positions);
  const value = converter.convert(document.contents, []);
  if (converter.excess !== undefined) return notYaml([converter.excess]);
  return { isYaml: true, value, positions, faults: converter.faults };
}

class Converter {
  readonly faults: Fault[] = [];
  /** Set when aliases repeat too much; the value is then incomplete. */
  excess?: Fault;
  private readonly open = new Set<Node>();
  private values = 0;
  private aliases = 0;

  constructor(
    private readonly document: Document,
    private readonly positions: SourcePositions,
  ) {}

  convert(node: unknown, path: Path, key?: number): unknown {
    const written = node as Node | null;
    this.values += 1;
    if (this.values > mostValues) this.exceed(path, `the inventory holds more than ${mostValues} values`);
    if (this.excess !== undefined) return undefined;
    const source = isScalar(written) ? written.source : undefined;
    this.positions.set(path, { key, value: written?.range?.[0] ?? key ?? 0, source });
    if (isAlias(written)) return this.alias(written, path, key);
    if (isScalar(written)) return written.value;
    if (!isMap(written) && !isSeq(written)) return null;
    if (this.open.has(written)) {
      this.fault(path, `${showPath(path)} contains itself`, 'write the values out instead of the alias');
      return undefined;
    }
    this.open.add(written);
    const value = isMap(written) ? this.map(written, path) : this.list(written, path);
    this.open.delete(written);
    return value;
  }

  private alias(alias: Alias, path: Path, key: number | undefined): unknown {
    this.aliases += 1;
    const place = this.positions.tryGet(path);
    if (this.aliases > mostAliases) this.exceed(path, `more than ${mostAliases} aliases are used`);
    const target = this.excess === undefined ? alias.resolve(this.document) : undefined;
    if (target === undefined) {
      const fix = `write the value out, or put &${alias.source} before it above`;
      this.fault(path, `*${alias.source} names no anchor`, fix);
      return undefined;
    }
    const value = this.convert(target, path, key);
    if (place !== undefined)
      this.positions.set(path, { ...place, source: this.positions.tryGet(path)?.source });
    return value;
  }

  private list(list: YAMLSeq, path: Path): unknown[] {
    return list.items.map((item, index) => this.convert(item, [...path, index]));
  }

  private map(map: YAMLMap, path: Path): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    const seen = new Map<string, number>();
    for (const { key: keyNode, value: valueNode } of map.items) {
      const key = this.key(keyNode, path);
      if (key === undefined) continue;
      const offset = (keyNode as Node).range?.[0] ?? 0;
      const before = seen.get(key);
      if (before === undefined) {
        seen.set(key, offset);
        value[key] = this.convert(valueNode, [...path, key], offset);
      } else {
        this.repeated([...path, key], before, offset);
      }
    }
    return value;
  }

  private key(keyNode: unknown, path: Path): string | undefined {
    const isText = isScalar(keyNode) && keyNode.value !== null && typeof keyNode.value !== 'object';
    const key = isText ? (keyNode.source ?? String(keyNode.value)) : undefined;
    if (key !== undefined && key !== '__proto__') return key;
    const offset = (keyNode as Node | null)?.range?.[0] ?? this.positions.offset(path);
    const where = path.length === 0 ? 'the inventory' : showPath(path);
    const what = `${where} has a key that is not a plain word`;
    this.faults.push({ path, offset, what, fix: 'write a word before the colon, e.g. nuc01: 192.168.0.11' });
    return undefined;
  }

  private repeated(path: Path, before: number, offset: number): void {
    const { line } = this.positions.lineAndColumn(before);
    const name = quote(String(path.at(-1)));
    const what = `${showPath(path)} is written twice, first on line ${line}`;
    this.faults.push({ path, offset, what, fix: `keep one ${name}, or rename this one` });
  }

  private exceed(path: Path, what: string): void {
    this.excess ??= { path, what, fix: 'write the values out instead of using aliases' };
  }

  private fault(path: Path, what: string, fix: string): void {
    this.faults.push({ path, what, fix });
  }
}
