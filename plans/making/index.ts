export {
  compareInventories,
  type ComparedInventories,
  type CompareInventoriesProps,
  type Comparison,
} from './compare-inventories';
export { makePlan, type MadePlan, type MakePlanProps } from './make-plan';
export type { PlanMetadata, PlanSource } from './plan-metadata';
export { defaultPlanDirectory, readSavedPlan, type SavedPlan } from './saved-plan';
export { synthesize, type Synthesis, type SynthesizeProps } from './synthesize';
