import { Construct, RootConstruct } from 'constructs';
import { Step, type StepProps } from '../../constructs/step';
import type { Host } from '../../inventory/types';

export const host = (name: string, address = '10.0.0.11'): Host => ({
  name,
  address,
  labels: {},
  taints: [],
});

export const step = (scope: Construct, id: string, props: Partial<StepProps> = {}): Step =>
  new Step(scope, id, {
    host: host('nuc01'),
    phase: 'base',
    inputs: {},
    ...props,
  });

/** An engine's view of the operator's side that says nothing about any file. */
export const engineProps = {
  runner: '../../../dist/runner/main.js',
  scriptSha256: (): string => 'a'.repeat(64),
  stepSha256: (): string => 'b'.repeat(64),
  reason: (): string | undefined => 'first install',
};

export const tree = (): Construct => new RootConstruct();
