/**
 * facts/ holds what one read-only pass over all hosts found: the model, the exchange with the scripts in
 * assets/scripts/facts/, the file, and the reasons of steps that follow. What facts mean for a deploy does not belong here,
 * but in precheck/, status/ and plans/.
 */
export { factsChanged } from './facts-changed';
export { localParts, type FactPart, type ReachTargets } from './fact-parts';
export { factsText, readFacts } from './facts-file';
export { gatherFacts, type GatherFactsProps } from './gather-facts';
export { hostFacts } from './lab-facts';
export type * from './lab-facts';
