/**
 * plans/applying/ carries a saved plan out: whether it still holds, the approval, Terraform's run, and its view. What happens
 * after a plan was saved belongs here; the work on a host is in runner/.
 */
export { applyDocument } from './apply-document';
export { applyPlan, type AppliedPlan } from './apply-plan';
export { approvalText, approve } from './approval';
export { checkPlan, type CheckedPlan } from './checked-plan';
export { Interruption } from './interruption';
export { liveView } from './live-view';
export { outcomeTable } from './outcome-table';
export { plainView } from './plain-view';
export { isLive, type ProgressView } from './progress-view';
