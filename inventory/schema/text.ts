import { z } from 'zod';
import { mayBeSecret } from '../problem';

/** One thing that can be wrong with a text: the fact follows the path and the value in the message. */
export interface TextRule {
  readonly fails: (text: string) => boolean;
  readonly what: string | ((text: string) => string);
  readonly fix: string | ((text: string) => string);
  /** Apply this rule even before those for every text. @default false */
  readonly first?: boolean;
  /** The rule finds secrets itself; the one for every text would refuse too much. @default false */
  readonly findsSecrets?: boolean;
}

/** A rule's answer for one text. */
export interface TextFault {
  readonly what: string;
  readonly fix: string;
}

const lineBreakOrControl = /[\p{Cc}\u2028\u2029\ufeff]/u;
const evaluated = /[`]|[$%]\{|\$\(/;

const noSecret: TextRule = {
  fails: mayBeSecret,
  what: 'looks like a key or a password, and secrets do not belong in an inventory',
  fix: 'remove it, and replace the secret if others could have read it',
};
/** Apply to every text in an inventory, so that none of it can become shell or Terraform syntax. */
const alwaysFirst: readonly TextRule[] = [
  {
    fails: (text) => lineBreakOrControl.test(text),
    what: 'contains a line break or a control character',
    fix: 'write it on one line',
  },
  {
    fails: (text) => evaluated.test(text),
    what: (text) => `contains ${evaluated.exec(text)?.[0]}, which a shell or Terraform would evaluate`,
    fix: 'write the value itself: nothing is evaluated in an inventory',
  },
  {
    fails: (text) => text !== text.trim(),
    what: 'begins or ends with a space',
    fix: (text) => `write ${text.trim()}`,
  },
];

export const notEmpty: TextRule = {
  fails: (text) => text === '',
  what: 'is empty',
  fix: 'give it a value, or remove the line',
};

/** The first rule of the table that fails, in words; undefined when the text is right. */
export function tryTextFault(text: string, rules: readonly TextRule[]): TextFault | undefined {
  const secrets = rules.some(({ findsSecrets }) => findsSecrets === true) ? [] : [noSecret];
  const inOrder = [...rules.filter(({ first }) => first === true), ...secrets, ...alwaysFirst, ...rules];
  const rule = inOrder.find(({ fails }) => fails(text));
  if (rule === undefined) return undefined;
  const words = (part: string | ((text: string) => string)): string =>
    typeof part === 'string' ? part : part(text);
  return { what: words(rule.what), fix: words(rule.fix) };
}

export interface TextProps {
  /** For editors and docs: what the key means. */
  readonly description: string;
  readonly rules: readonly TextRule[];
  /** For editors: the rules, as far as one pattern can express them. */
  readonly pattern?: RegExp;
  readonly examples?: readonly string[];
}

/** The schema of one text: its rules for us, its description and pattern for editors. */
export function text(props: TextProps): z.ZodString {
  return z
    .string()
    .superRefine((value, context) => {
      const fault = tryTextFault(value, props.rules);
      if (fault !== undefined) context.addIssue({ code: 'custom', params: { ...fault } });
    })
    .meta({
      description: props.description,
      ...(props.pattern === undefined ? {} : { pattern: props.pattern.source }),
      ...(props.examples === undefined ? {} : { examples: [...props.examples] }),
    });
}
