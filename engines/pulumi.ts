import { local } from '@pulumi/command';
import type { IConstruct } from 'constructs';
import { planSteps, type EngineProps, type PlannedStep } from './planned-step';

export interface PulumiEngineProps extends EngineProps {
  /** The synthesised stack folder, which holds steps.json: the runner's working directory. */
  readonly stackDirectory: string;
}

/**
 * Declares the same steps as @pulumi/command resources, inside a Pulumi program: the same runner does the same work,
 * in the same order, for the same triggers.
 * @returns the commands by step address
 */
export function declarePulumi(
  root: IConstruct,
  props: PulumiEngineProps,
): ReadonlyMap<string, local.Command> {
  const commands = new Map<string, local.Command>();
  for (const planned of planSteps(root, props)) {
    const dependsOn = planned.dependsOn
      .map((address) => commands.get(address))
      .filter((each) => each !== undefined);
    commands.set(
      planned.address,
      new local.Command(planned.address, commandArgs(planned, props), { dependsOn }),
    );
  }
  return commands;
}

function commandArgs({ step, triggers }: PlannedStep, props: PulumiEngineProps): local.CommandArgs {
  const common = {
    dir: props.stackDirectory,
    // Without a shell: the runner's arguments reach it as they are.
    interpreter: ['node', props.runner, step.when === 'create' ? 'apply' : 'destroy'],
    triggers: triggerList(triggers),
  };
  if (step.when === 'create') {
    return { ...common, create: step.stepId, environment: { NUCLAB_STEP_DIGEST: props.stepSha256(step) } };
  }
  return {
    ...common,
    delete: step.stepId,
    environment: {
      NUCLAB_HOST: step.host.name,
      NUCLAB_ADDRESS: step.host.address,
      NUCLAB_ROLE: step.inputs['ROLE'] ?? '',
      NUCLAB_LAB: step.inputs['LAB'] ?? '',
      NUCLAB_API_ENDPOINT: step.inputs['API_ENDPOINT'] ?? '',
    },
  };
}

/** As in the Terraform engine, the reason alone never makes a step run again. */
function triggerList(triggers: Readonly<Record<string, string>>): string[] {
  return Object.entries(triggers)
    .filter(([name]) => name !== 'reason')
    .map(([name, value]) => `${name}=${value}`);
}
