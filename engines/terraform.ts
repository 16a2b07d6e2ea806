/**
 * engines/ writes planned steps for Terraform or Pulumi. Everything that imports cdktf or Pulumi belongs here, and nothing else:
 * triggers and order come from constructs/planned-step.ts.
 */
import { NullProvider } from '@cdktf/provider-null/lib/provider';
import { Resource } from '@cdktf/provider-null/lib/resource';
import { App, TerraformStack, type LocalExecProvisioner } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import type { Backend } from '../inventory/types';
import { resourceAddress } from '../phases/step-address';
import { LabBackend } from './backends';
import { planSteps, type EngineProps, type PlannedStep } from '../constructs/planned-step';

export interface TerraformEngineProps extends EngineProps {
  /** Stack id: the lab's name. */
  readonly stack: string;
  /** Where the state is; relative files in it start at the stack folder. */
  readonly backend: Backend;
  /** Folder that receives `stacks/<stack>/cdk.tf.json`. */
  readonly outdir: string;
}

/** Synthesises the steps of `build` as Terraform JSON: one `null_resource` a step, ordered by `depends_on`. */
export function synthesizeTerraform(
  props: TerraformEngineProps,
  build: (scope: Construct) => IConstruct,
): void {
  const app = new App({ outdir: props.outdir, stackTraces: false });
  const stack = new LabStack(app, props.stack);
  // Always an explicit one: the default would write this computer's working directory to the JSON.
  new LabBackend(stack, props.backend);
  new NullProvider(stack, 'Null');
  for (const planned of planSteps(build(stack), props)) stepResource(planned, props);
  app.synth();
}

/** Nothing refers to another stack, so the resolve run that looks for such references would only do all the work twice. */
class LabStack extends TerraformStack {
  override prepareStack(): void {
    this.ensureBackendExists();
  }
}

function stepResource(planned: PlannedStep, props: EngineProps): void {
  const resource = new Resource(planned.step, 'Resource', {
    triggers: escaped(planned.triggers),
    provisioners: [provisioner(planned, props)],
    // A host without facts keeps the reason of its last run: not knowing is no reason to run again.
    ...(planned.reasonKnown ? {} : { lifecycle: { ignoreChanges: ['triggers["reason"]'] } }),
  });
  resource.overrideLogicalId(planned.address);
  // As text: tokens for a thousand edges would take as long to resolve as everything else.
  const dependsOn = planned.dependsOn.map(resourceAddress);
  if (dependsOn.length > 0) resource.addOverride('depends_on', dependsOn);
  const { formerAddress } = planned.step;
  if (formerAddress !== undefined) resource.moveFromId(resourceAddress(formerAddress));
}

/** Starts the runner without a shell; Terraform adds `command` as the last argument. */
function provisioner({ step }: PlannedStep, props: EngineProps): LocalExecProvisioner {
  if (!step.onDestroy) {
    return {
      type: 'local-exec',
      interpreter: ['node', props.runner, 'apply'],
      command: step.stepId,
      environment: { NUCLAB_STEP_DIGEST: props.stepSha256(step) },
    };
  }
  // When the resource is destroyed, its step may no longer be in the manifest: its identity comes from the state.
  return {
    type: 'local-exec',
    when: 'destroy',
    interpreter: ['node', props.runner, 'destroy'],
    command: step.stepId,
    environment: {
      NUCLAB_HOST: '${self.triggers.host}',
      NUCLAB_ADDRESS: '${self.triggers.host_address}',
      NUCLAB_ROLE: '${self.triggers.role}',
      NUCLAB_LAB: '${self.triggers.lab}',
      NUCLAB_API_ENDPOINT: '${self.triggers.api_endpoint}',
    },
  };
}

/** Terraform reads `${` and `%{` in any string as the start of an expression. */
function escaped(triggers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(triggers).map(([name, value]) => [name, value.replace(/([$%])\{/g, '$1$1{')]),
  );
}
