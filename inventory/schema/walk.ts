import { z } from 'zod';
import { Path } from '../problem';

/** A schema without its wrappers. */
type Inner = z.ZodObject | z.ZodRecord | z.ZodArray | z.ZodUnion | z.ZodType;

function unwrap(schema: unknown): Inner {
  let inner = schema as Inner;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault || inner instanceof z.ZodOptional) {
    inner = inner.unwrap() as Inner;
  }
  return inner;
}

/** The forms that a schema allows: the options of a union, else itself. */
function forms(schema: unknown): Inner[] {
  const inner = unwrap(schema);
  return inner instanceof z.ZodUnion ? inner.options.flatMap(forms) : [inner];
}

function child(schema: Inner, part: string | number): unknown {
  if (schema instanceof z.ZodObject)
    return Object.hasOwn(schema.shape, part) ? schema.shape[part] : undefined;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodArray) return schema.element;
  return undefined;
}

/** The forms that a value can have: of a union whose options have a name, the one that the value names. */
function formsOf(schema: unknown, value: unknown): Inner[] {
  const inner = unwrap(schema);
  if (!(inner instanceof z.ZodDiscriminatedUnion)) return forms(schema);
  const { discriminator } = inner.def;
  const named = (value as Record<string, unknown> | undefined)?.[discriminator];
  const meant = inner.options.filter((option) => {
    const literal = child(option as Inner, discriminator);
    return literal instanceof z.ZodLiteral && literal.values.has(named as string);
  });
  return meant.length === 0 ? forms(schema) : meant.flatMap(forms);
}

/** The keys of the maps that may stand at a path of this inventory. */
export function allowedKeys(root: z.ZodType, path: Path, inventory?: unknown): string[] {
  let here: Inner[] = formsOf(root, inventory);
  let value = inventory;
  for (const part of path) {
    value = (value as Record<string | number, unknown> | undefined)?.[part];
    here = here.flatMap((form) =>
      [child(form, part)].filter(Boolean).flatMap((schema) => formsOf(schema, value)),
    );
  }
  return here.flatMap((form) => (form instanceof z.ZodObject ? Object.keys(form.shape) : []));
}

/** Whether a map, and nothing else, stands at the path. */
export function isSection(root: z.ZodType, path: Path): boolean {
  let here: Inner[] = forms(root);
  for (const part of path) here = here.flatMap((form) => [child(form, part)].filter(Boolean).flatMap(forms));
  return here.length > 0 && here.every((form) => form instanceof z.ZodObject || form instanceof z.ZodRecord);
}

/** All keys that have names of their own, as paths such as `hosts.*.taints.*.effect`. */
export function allKeyPaths(root: z.ZodType, prefix: readonly string[] = []): string[] {
  return forms(root).flatMap((form) => {
    if (form instanceof z.ZodObject) {
      return Object.entries(form.shape).flatMap(([key, value]) => {
        const path = [...prefix, key];
        return [path.join('.'), ...allKeyPaths(value as z.ZodType, path)];
      });
    }
    if (form instanceof z.ZodRecord) return allKeyPaths(form.valueType as z.ZodType, [...prefix, '*']);
    if (form instanceof z.ZodArray) return allKeyPaths(form.element as z.ZodType, [...prefix, '*']);
    return [];
  });
}
