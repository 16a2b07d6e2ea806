import { local } from '@pulumi/command';
import type { IConstruct } from 'constructs';
import { planSteps, type EngineProps, type PlannedStep } from '../constructs/planned-step';

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
    const { formerAddress } = planned.step;
    commands.set(
      planned.address,
      new local.Command(planned.address, commandArgs(planned, props), {
        dependsOn,
        ...(formerAddress === undefined ? {} : { aliases: [{ name: formerAddress }] }),
        ...(planned.reasonKnown ? {} : { ignoreChanges: [`triggers[${reasonIndex(planned)}]`] }),
      }),
    );
  }
  return commands;
}

function commandArgs({ step, triggers }: PlannedStep, props: PulumiEngineProps): local.CommandArgs {
  const common = {
    dir: props.stackDirectory,
    // Without a shell: the runner gets its arguments unchanged.
    interpreter: ['node', props.runner, step.onDestroy ? 'destroy' : 'apply'],
    triggers: triggerList(triggers),
  };
  if (!step.onDestroy) {
    return { ...common, create: step.stepId, environment: { NUCLAB_STEP_DIGEST: props.stepSha256(step) } };
  }
  return {
    ...common,
    delete: step.stepId,
    environment: {
      NUCLAB_HOST: step.place,
      NUCLAB_ADDRESS: step.host?.address ?? '',
      NUCLAB_ROLE: step.inputs['ROLE'] ?? '',
      NUCLAB_LAB: step.inputs['LAB'] ?? '',
      NUCLAB_API_ENDPOINT: step.inputs['API_ENDPOINT'] ?? '',
    },
  };
}

/** Pulumi's triggers are a list, so each names itself. */
function triggerList(triggers: Readonly<Record<string, string>>): string[] {
  return Object.entries(triggers).map(([name, value]) => `${name}=${value}`);
}

/** As in the Terraform engine, a host without facts keeps the reason of its last run. */
function reasonIndex({ triggers }: PlannedStep): number {
  return Object.keys(triggers).indexOf('reason');
}
