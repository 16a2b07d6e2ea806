export { makePlan, type MadePlan, type MakePlanProps } from './make-plan';
export type { PlanMetadata } from './plan-metadata';
export { defaultPlanDirectory, readSavedPlan, type SavedPlan } from './saved-plan';
export { synthesize, type Synthesis, type SynthesizeProps } from './synthesize';
