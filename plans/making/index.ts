/**
 * plans/making/ makes a plan, from hosts and state or from two inventories, and saves it. What Terraform is asked for a plan
 * belongs here; how it is told to people is in plans/reporting/.
 */
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
