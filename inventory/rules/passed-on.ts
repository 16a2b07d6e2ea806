import { Fault, Path, quote, showPath } from '../problem';
import { isOtherBackend, OtherBackend, otherBackends } from '../schema/backend/other-backends';
import { tryInsteadOfSecret } from '../schema/backend/secrets';
import { nearestTerraformSetting } from '../schema/backend/setting-name';
import { pathRules } from '../schema/paths';
import { notEmpty, tryTextFault } from '../schema/text';
import type { OtherBackendType } from '../types';
import { Draft } from './draft';

const top: Path = ['backend', 'settings'];

/** Names of credentials in any backend, also in later versions of Terraform. */
const credential =
  /pass(word|phrase|wd)|secret|token|credential|(private|access|client|encryption|customer|api|account)_?key/i;
/** Names that are only about one: where it is, or what it is called. */
const notItself = /^kms_|(path|paths|file|files|url|suffix|name|endpoint)$/;

/** Settings that go to Terraform as written hold no credential, and nothing that a shell or Terraform evaluates. */
export function passedOnRule(draft: Draft): Fault[] {
  const type = draft.get(['backend', 'type']);
  if (!isOtherBackend(type)) return [];
  return draft.keys(top).flatMap((name) => settingFaults(type, [...top, name], name, draft));
}

/** @param name the last key of the path, which ends in an index within a list */
function settingFaults(type: OtherBackendType, path: Path, name: string, draft: Draft): Fault[] {
  const value = draft.get(path);
  const fault =
    tryNameFault(type, path, name, value) ?? tryValueFault(otherBackends[type], path, name, value);
  if (fault !== undefined) return [fault];
  if (Array.isArray(value)) {
    return value.flatMap((_, index) => settingFaults(type, [...path, index], name, draft));
  }
  return draft.keys(path).flatMap((inner) => settingFaults(type, [...path, inner], inner, draft));
}

function tryNameFault(type: OtherBackendType, path: Path, name: string, value: unknown): Fault | undefined {
  const words = tryNameWords(type, path, name, value);
  if (words === undefined) return undefined;
  return {
    path,
    at: typeof path.at(-1) === 'number' ? 'value' : 'key',
    ...words,
    what: `${showPath(path)} ${words.what}`,
  };
}

function tryNameWords(
  type: OtherBackendType,
  path: Path,
  name: string,
  value: unknown,
): { readonly what: string; readonly fix: string } | undefined {
  const { files, refused = {} } = otherBackends[type];
  const replace = 'and replace the credential if others could have read it';
  const instead = tryInsteadOfSecret(type, name);
  if (instead !== undefined) {
    return {
      what: 'holds a credential, and credentials do not belong in an inventory',
      fix: `remove it, ${instead}, ${replace}`,
    };
  }
  const isAbout = notItself.test(name) || files.includes(name) || typeof value === 'boolean';
  if (credential.test(name) && !isAbout) {
    return {
      what: 'looks like a credential, and credentials do not belong in an inventory',
      fix: `remove it, set the environment variable that the documentation of this backend names for it, ${replace}`,
    };
  }
  if (path.length > top.length + 1) {
    const fault = tryTextFault(name, [notEmpty]);
    return fault && { what: `has a name that ${fault.what}`, fix: fault.fix };
  }
  if (Object.hasOwn(refused, name)) return refused[name];
  if (/^[a-z][a-z0-9_]*$/.test(name)) return undefined;
  return {
    what: 'is not spelled as Terraform spells its settings',
    fix: `write ${nearestTerraformSetting(name) || 'e.g. bucket'}`,
  };
}

function tryValueFault({ files }: OtherBackend, path: Path, name: string, value: unknown): Fault | undefined {
  if (value === null) {
    return {
      path,
      at: 'key',
      what: `${showPath(path)} has no value`,
      fix: 'give it a value, or remove the line',
    };
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { path, what: `${showPath(path)} is not a number that JSON has`, fix: 'write another number' };
  }
  if (typeof value !== 'string') return undefined;
  const fault = tryTextFault(value, files.includes(name) ? pathRules : [notEmpty]);
  return fault && { path, what: `${showPath(path)} ${quote(value)} ${fault.what}`, fix: fault.fix };
}
