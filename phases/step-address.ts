/** Stands where a host's name stands, in the steps that belong to the whole cluster: `cluster/network`. */
export const clusterPlace = 'cluster';

/** The type of Terraform resource that carries a step. */
export const stepResourceType = 'null_resource';

/** What names a step: its phase, and the host it works on or the word `cluster`. */
export interface StepAddress {
  readonly place: string;
  readonly phase: string;
}

// Neither a place nor a phase holds a slash, a dot or an underscore, so every form below can be read back.
const place = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const phase = '[a-z]+(?:-[a-z]+)*';
const idPattern = new RegExp(`^(${place})/(${phase})$`);
const namePattern = new RegExp(`^(${place})_(${phase})$`);

/** `nuc01/base`: how logs, messages and the runner name a step. */
export function stepId(place: string, phase: string): string {
  return `${place}/${phase}`;
}

/** @returns undefined when the text is no step id */
export function parseStepId(text: string): StepAddress | undefined {
  return parsed(idPattern, text);
}

/** `nuc01 base`: what begins each line of progress. */
export function stepLabel(place: string, phase: string): string {
  return `${place} ${phase}`;
}

/** `nuc01_base`: the name of the step's resource in Terraform, or of its command in Pulumi. */
export function terraformName(place: string, phase: string): string {
  return `${place}_${phase}`;
}

/** @returns undefined when nuclab gives no resource such a name */
export function parseTerraformName(name: string): StepAddress | undefined {
  return parsed(namePattern, name);
}

/** `null_resource.nuc01_base`. */
export function resourceAddress(name: string): string {
  return `${stepResourceType}.${name}`;
}

/** The address of any resource, of whatever type; only those of `stepResourceType` carry steps of nuclab's. */
export function parseResourceAddress(address: string): { readonly type: string; readonly name: string } {
  const dot = address.indexOf('.');
  return { type: address.slice(0, Math.max(dot, 0)), name: address.slice(dot + 1) };
}

function parsed(pattern: RegExp, text: string): StepAddress | undefined {
  const [, place, phase] = pattern.exec(text) ?? [];
  return place === undefined || phase === undefined ? undefined : { place, phase };
}
