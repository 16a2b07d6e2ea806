import { tryNearest } from '../nearest';
import { Taint } from '../types';
import { labelValueRules, taintEffects, taintKeyRules } from './labels';
import { notEmpty, TextFault, TextRule, tryTextFault } from './text';

interface TaintParts {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

const example = 'gpu=only:NoSchedule';

function tryParts(text: string): TaintParts | undefined {
  const colon = text.lastIndexOf(':');
  if (colon === -1) return undefined;
  const [key = '', ...values] = text.slice(0, colon).split('=');
  const effect = text.slice(colon + 1);
  return values.length === 0 ? { key, effect } : { key, value: values.join('='), effect };
}

/** A taint in kubectl's spelling, `key=value:effect` or `key:effect`, that has passed the rules. */
export function parseTaint(text: string): Taint {
  const parts = tryParts(text);
  const effect = taintEffects.find((name) => name === parts?.effect);
  if (parts === undefined || effect === undefined) throw new TypeError(`not a checked taint: ${text}`);
  return parts.value === undefined
    ? { key: parts.key, effect }
    : { key: parts.key, value: parts.value, effect };
}

const keyFault = (text: string): TextFault | undefined =>
  tryTextFault(tryParts(text)?.key ?? '', taintKeyRules);
const valueFault = (text: string): TextFault | undefined =>
  tryTextFault(tryParts(text)?.value ?? '', labelValueRules);
const isEffect = (effect: string | undefined): boolean => taintEffects.some((name) => name === effect);

function effectFix(text: string): string {
  const nearest = tryNearest(tryParts(text)?.effect ?? '', taintEffects);
  return nearest === undefined ? `end it with one of ${taintEffects.join(', ')}` : `end it with ${nearest}`;
}

export const taintTextRules: readonly TextRule[] = [
  notEmpty,
  {
    fails: (text) => tryParts(text) === undefined,
    what: 'has no effect',
    fix: `write key=value:effect as kubectl does, e.g. ${example}`,
  },
  {
    fails: (text) => !isEffect(tryParts(text)?.effect),
    what: (text) =>
      `has an effect that Kubernetes does not know, ${JSON.stringify(tryParts(text)?.effect ?? '')}`,
    fix: effectFix,
  },
  {
    fails: (text) => keyFault(text) !== undefined,
    what: (text) => `has a key that ${keyFault(text)?.what}`,
    fix: (text) => keyFault(text)?.fix ?? `write e.g. ${example}`,
  },
  {
    fails: (text) => valueFault(text) !== undefined,
    what: (text) => `has a value that ${valueFault(text)?.what}`,
    fix: (text) => valueFault(text)?.fix ?? `write e.g. ${example}`,
  },
];
