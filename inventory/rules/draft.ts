import { Fault, Path } from '../problem';
import { parseBastion } from '../schema/bastion';
import { Subnet, trySubnet } from '../subnet';
import { defaultVersion } from '../versions';

export interface DraftHost {
  readonly name: string;
  readonly path: Path;
  /** Missing when it is wrong. */
  readonly address?: string;
  readonly addressPath: Path;
}

export interface DraftName {
  readonly name: string;
  readonly path: Path;
}

export interface DraftSubnet {
  readonly key: 'podSubnet' | 'serviceSubnet';
  readonly subnet: Subnet;
  readonly path: Path;
  readonly isWritten: boolean;
}

/**
 * The valid parts of an inventory: the rules about relations between values look at these, and so find what they
 * can although other values are wrong.
 */
export class Draft {
  readonly hosts: readonly DraftHost[];
  private readonly wrong: ReadonlySet<string>;

  constructor(
    private readonly value: unknown,
    faults: readonly Fault[],
  ) {
    this.wrong = new Set(faults.map(({ path }) => JSON.stringify(path)));
    this.hosts = this.keys(['hosts']).map((name) => {
      const path = ['hosts', name];
      const addressPath = typeof this.get(path) === 'object' ? [...path, 'address'] : path;
      return { name, path, address: this.tryText(addressPath), addressPath };
    });
  }

  /** Whether something is written at the path, valid or not. */
  has(path: Path): boolean {
    return this.get(path) !== undefined;
  }

  /** The value at the path, valid or not. */
  get(path: Path): unknown {
    return path.reduce<unknown>((here, part) => {
      const isInside = typeof here === 'object' && here !== null && Object.hasOwn(here, part);
      return isInside ? (here as Record<string | number, unknown>)[part] : undefined;
    }, this.value);
  }

  /** The text at the path, when it is a text without a known fault. */
  tryText(path: Path): string | undefined {
    const value = this.get(path);
    return typeof value === 'string' && !this.wrong.has(JSON.stringify(path)) ? value : undefined;
  }

  /** Keys of the map at the path; none when it is not a map. */
  keys(path: Path): string[] {
    const value = this.get(path);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  }

  /** Valid items of the list at the path; undefined when there is no list. */
  tryNames(path: Path): DraftName[] | undefined {
    const value = this.get(path);
    if (!Array.isArray(value)) return undefined;
    return value.flatMap((_, index) => {
      const name = this.tryText([...path, index]);
      return name === undefined ? [] : [{ name, path: [...path, index] }];
    });
  }

  get version(): string | undefined {
    const path = ['kubernetes', 'version'];
    return this.has(path) ? this.tryText(path) : defaultVersion;
  }

  get bastion(): DraftName | undefined {
    const written = this.tryText(['ssh', 'bastion']);
    if (written !== undefined) return { name: parseBastion(written).address, path: ['ssh', 'bastion'] };
    const path = ['ssh', 'bastion', 'address'];
    const address = this.tryText(path);
    return address === undefined ? undefined : { name: address, path };
  }

  /** Pod and service subnet, written or by default, as far as they are valid. */
  get subnets(): DraftSubnet[] {
    const defaults = [['podSubnet', '10.244.0.0/16'] as const, ['serviceSubnet', '10.96.0.0/12'] as const];
    return defaults.flatMap(([key, byDefault]) => {
      const path = ['kubernetes', key];
      const isWritten = this.has(path);
      const text = isWritten ? this.tryText(path) : byDefault;
      const subnet = text === undefined ? undefined : trySubnet(text);
      return subnet === undefined ? [] : [{ key, subnet, path, isWritten }];
    });
  }
}

/** Finds what is wrong between the values of an inventory. */
export type Rule = (draft: Draft) => Fault[];
