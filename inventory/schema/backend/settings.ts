import { z } from 'zod';
import { pathRules } from '../paths';
import { notEmpty, text, TextRule } from '../text';
import { urlRules, webUrl } from '../urls';

/** Names, regions, identifiers, ARNs: whatever a cloud provider issues as one word. */
const word = /^[A-Za-z0-9][A-Za-z0-9._:/@=+,-]{0,499}$/;
const objectPath = /^[A-Za-z0-9][A-Za-z0-9._=+@-]*(\/[A-Za-z0-9._=+@-]+)*$/;
const bucketName = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/;

const wordRules: readonly TextRule[] = [
  notEmpty,
  {
    fails: (text) => !word.test(text),
    what: 'is not one plain word',
    fix: 'use letters, digits and . _ : / @ = + , - and begin with a letter or digit',
  },
];

const objectPathRules: readonly TextRule[] = [
  notEmpty,
  {
    fails: (text) => /^\/|\/$|\/\//.test(text),
    what: 'has a slash at its beginning or end, or two in a row',
    fix: (text) => `write ${text.split('/').filter(Boolean).join('/') || 'physics/terraform.tfstate'}`,
  },
  {
    fails: (text) => !objectPath.test(text) || text.length > 500,
    what: 'has characters that nuclab does not accept in the name of a state',
    fix: 'use letters, digits and . _ = + @ - with single slashes between them, e.g. physics/terraform.tfstate',
  },
];

const bucketRules: readonly TextRule[] = [
  notEmpty,
  {
    fails: (text) => /^([a-z0-9]+:|arn:)/.test(text) && /[/:]/.test(text),
    what: 'is more than the name of a bucket',
    fix: 'write the name alone, e.g. lab-state',
  },
  {
    fails: (text) => !bucketName.test(text),
    what: 'is not the name of a bucket',
    fix: 'use 3 characters or more of a to z, 0 to 9 and inner . _ - as in lab-state',
  },
];

const homeFolder: TextRule = {
  fails: (text) => text.startsWith('~'),
  what: 'begins with ~, which Terraform does not expand here',
  fix: 'write a path relative to the folder of this file, or an absolute path',
};

/** A name, identifier, region or ARN. */
export const wordSetting = (description: string, ...examples: readonly string[]): z.ZodString =>
  text({ description, rules: wordRules, pattern: word, ...(examples.length === 0 ? {} : { examples }) });

/** The name of the state within a store: words separated by single slashes. */
export const objectPathSetting = (description: string): z.ZodString =>
  text({ description, rules: objectPathRules, pattern: objectPath });

export const bucketSetting = text({
  description: 'The bucket, which must exist.',
  rules: bucketRules,
  pattern: bucketName,
  examples: ['lab-state'],
});

/** @param credentials environment variables that hold a user and password for it, for the fix */
export const urlSetting = (description: string, example: string, credentials?: string): z.ZodString =>
  text({
    description,
    rules: urlRules(
      example,
      `remove everything between :// and @${credentials === undefined ? '' : `, and set ${credentials} in the environment`}; replace the password if others could have read it`,
    ),
    pattern: webUrl,
    examples: [example],
  });

/** Path of a file, relative to lab.yaml; `~/` stays, because Terraform expands it there. */
export const fileSetting = (description: string): z.ZodString => text({ description, rules: pathRules });

/** Path of a file, relative to lab.yaml, in a setting where Terraform does not expand `~/`. */
export const plainFileSetting = (description: string): z.ZodString =>
  text({ description, rules: [homeFolder, ...pathRules] });

export const flagSetting = (description: string): z.ZodBoolean => z.boolean().meta({ description });

export const numberSetting = (description: string, lowest: number, highest: number): z.ZodInt =>
  z
    .int()
    .superRefine((value, context) => {
      if (value >= lowest && value <= highest) return;
      const params = { what: 'is out of range', fix: `write a number from ${lowest} to ${highest}` };
      context.addIssue({ code: 'custom', params });
    })
    .meta({ description, minimum: lowest, maximum: highest });

export const typeSetting = <T extends string>(type: T, description: string): z.ZodLiteral<T> =>
  z.literal(type).meta({ description });
