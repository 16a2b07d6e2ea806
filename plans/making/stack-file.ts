import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What cdk.tf.json says of one resource, as far as planning and applying need it. */
export interface StackResource {
  /** `null_resource.nuc01_base`. */
  readonly address: string;
  /** Addresses of the resources that come before it. */
  readonly dependsOn: readonly string[];
  /** As Terraform's plan shows them. */
  readonly triggers: Readonly<Record<string, string>>;
}

interface StackJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, StackBlock>>>>;
}

interface StackBlock {
  readonly depends_on?: readonly string[];
  readonly triggers?: Readonly<Record<string, string>>;
}

/** @param directory the synthesised stack folder */
export function readStackFile(directory: string): StackResource[] {
  const stack = JSON.parse(readFileSync(join(directory, 'cdk.tf.json'), 'utf8')) as StackJson;
  return Object.entries(stack.resource ?? {}).flatMap(([type, blocks]) =>
    Object.entries(blocks).map(([name, block]) => ({
      address: `${type}.${name}`,
      dependsOn: block.depends_on ?? [],
      triggers: unescaped(block.triggers ?? {}),
    })),
  );
}

/** The engine writes `$${` where `${` is meant, since Terraform reads that as an expression. */
function unescaped(triggers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(triggers).map(([name, value]) => [name, value.replace(/([$%])\1\{/g, '$1{')]),
  );
}
