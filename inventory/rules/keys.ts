import { Fault, Path, quote, showPath } from '../problem';
import { labelKeyRules } from '../schema/labels';
import { hostNameRules } from '../schema/names';
import { TextRule, tryTextFault } from '../schema/text';
import { registryRules } from '../schema/urls';
import { Draft } from './draft';

/** Maps with free keys, and the rules for their keys. */
function freeKeys(draft: Draft): { path: Path; rules: readonly TextRule[] }[] {
  const labels = draft
    .keys(['hosts'])
    .map((name) => ({ path: ['hosts', name, 'labels'], rules: labelKeyRules }));
  const registries = { path: ['kubernetes', 'registryMirrors'], rules: registryRules };
  return [{ path: ['hosts'], rules: hostNameRules }, ...labels, registries];
}

/** Names of hosts, keys of labels, registries. */
export function keyRule(draft: Draft): Fault[] {
  return freeKeys(draft).flatMap(({ path, rules }) =>
    draft.keys(path).flatMap((key) => {
      const fault = tryTextFault(key, rules);
      if (fault === undefined) return [];
      return [
        {
          path: [...path, key],
          at: 'key',
          what: `${showPath(path)} key ${quote(key)} ${fault.what}`,
          fix: fault.fix,
        },
      ];
    }),
  );
}
