import type { UrlAnswer } from '../facts';
import type { Problem } from '../../errors/finding';
import type { HostContext, HostRule } from '../rule';
import { answered, answersOf, describe, isUnresolved, registries } from '../url-answer';

/** One of a registry's mirrors, or the registry itself, must answer; a member has its images already. */
export const imageRegistries: HostRule = {
  id: 'image-registries',
  check: (facts, context) =>
    registries(context.inventory).flatMap(({ registry, places }) =>
      checkRegistry(registry, answersOf(facts, places), context),
    ),
};

function checkRegistry(registry: string, answers: readonly UrlAnswer[], context: HostContext): Problem[] {
  const first = answers[0];
  if (first === undefined || answers.some((answer) => answered(answer) === undefined)) return [];
  if (answered(first) === true) return [];
  const what = `images of ${registry}: ${describe(first)}`;
  if (answers.some((answer) => answered(answer) === true)) {
    const fix = `start the mirror, or remove it from kubernetes.registryMirrors`;
    return [{ severity: 'warning', what: `${what}, another place answers`, fix }];
  }
  if (answers.every(isUnresolved)) return [];
  const fix = `open the way to it, or name a mirror in kubernetes.registryMirrors`;
  return [{ severity: context.member ? 'warning' : 'error', what, fix }];
}
