import { examplePatch, newestMinor, oldestMinor } from '../versions';
import { notEmpty, TextRule } from './text';

export const exactVersion = /^1\.\d{1,2}\.\d{1,3}$/;

const leadingNumbers = /^v?(\d{1,9})\.(\d{1,9})(\.\d{1,9})?/;

/** A full version to write instead of what was written, e.g. `1.30.14` for `v1.30`. */
export function versionToWrite(text: string): string {
  const [, major, minor, patch] = leadingNumbers.exec(text.trim()) ?? [];
  if (major !== '1' || minor === undefined) return examplePatch(34);
  if (Number(minor) < oldestMinor) return examplePatch(oldestMinor);
  if (Number(minor) > newestMinor) return examplePatch(newestMinor);
  return patch === undefined ? examplePatch(Number(minor)) : `1.${minor}${patch}`;
}

const writeVersion = (text: string): string => `write ${versionToWrite(text)}`;
const supported = `this version of nuclab installs 1.${oldestMinor} to 1.${newestMinor}`;
const outside = (text: string): boolean => {
  const [, major, minor] = leadingNumbers.exec(text) ?? [];
  return major !== '1' || Number(minor) < oldestMinor || Number(minor) > newestMinor;
};

export const versionRules: readonly TextRule[] = [
  notEmpty,
  {
    fails: (text) => !leadingNumbers.test(text),
    what: 'is not a version of Kubernetes',
    fix: `write an exact version, e.g. ${examplePatch(34)}`,
  },
  {
    fails: outside,
    what: `is not supported: ${supported}`,
    fix: (text) => `write a supported version, e.g. ${versionToWrite(text)}`,
  },
  { fails: (text) => text.startsWith('v'), what: 'has a leading v', fix: writeVersion },
  {
    fails: (text) => /^\d+\.\d+(\.[x*])?$/.test(text),
    what: 'has no patch number, and clusters are built from exact versions',
    fix: (text) => `write all three numbers, e.g. ${versionToWrite(text)}`,
  },
  {
    fails: (text) => /-(alpha|beta|rc)/.test(text),
    what: 'is a pre-release, which the package repository does not hold',
    fix: writeVersion,
  },
  {
    fails: (text) =>
      !exactVersion.test(text) || text.split('.').some((part) => String(Number(part)) !== part),
    what: 'is more than three plain numbers',
    fix: writeVersion,
  },
];

/** What to write when YAML has read an unquoted version as a number: `1.30` becomes 1.3. */
export function fixForNumber(source: string): string {
  return `write all three numbers, which YAML keeps as text, e.g. version: ${versionToWrite(source)}`;
}
