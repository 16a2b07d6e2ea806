export { factsChanged } from './facts-changed';
export { factsText, readFacts } from './facts-file';
export { hostFacts } from './lab-facts';
export type * from './lab-facts';
export { observeLab, type ObserveLabProps } from './observe-lab';
