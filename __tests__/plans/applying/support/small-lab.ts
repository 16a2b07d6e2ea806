import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applySteps, type ApplyStep } from '../../../../plans/applying/apply-step';
import { ApplyProgress, type ApplyNotice } from '../../../../plans/applying/apply-progress';
import type { ApplyEvent, PlanJson } from '../../../../terraform';
import { parseApplyEvent } from '../../../../terraform/apply-events';
import { parseUiMessage } from '../../../../terraform/ui-message';
import { addressOf, type StubStep } from '../../../support/fake-lab/stub-stack';

const installs = (...after: string[]): StubStep => ({
  after,
  says: [
    [20, 'starts: first install'],
    [100, 'changed: packages: containerd is not installed'],
    [40, 'done in 0.2 s, 1 changed'],
  ],
});
const prepares = (host: string): StubStep => ({
  says: [
    [20, 'starts: first install'],
    [120, `changed: hostname: host name is debian, expected ${host}`],
    [80, 'changed: swap: swap is on (/swapfile), expected off'],
    [50, 'done in 0.3 s, 2 changed'],
  ],
});
const joins = (host: string): StubStep => ({
  after: [`${host}/container-runtime`, `${host}/membership`, 'nuc01/control-plane'],
  says: [
    [20, 'starts: first install'],
    [100, `changed: joined: ${host} is not a node`],
    [10, 'warning: the clock is 4 s behind'],
    [10, 'done in 0.2 s, 1 changed'],
  ],
});

/** A control plane and two workers; the recorded events are of it. */
export const smallLab: Readonly<Record<string, StubStep>> = {
  'nuc01/base': prepares('nuc01'),
  'nuc01/container-runtime': installs('nuc01/base'),
  'nuc01/membership': {},
  'nuc01/control-plane': {
    after: ['nuc01/container-runtime', 'nuc01/membership'],
    says: [
      [20, 'starts: first install'],
      [100, 'waiting: for the API server (last saw connection refused, 239 s left)'],
      [200, 'changed: cluster: there is no cluster'],
      [10, 'done in 0.4 s, 1 changed'],
    ],
  },
  'nuc02/base': prepares('nuc02'),
  'nuc02/container-runtime': installs('nuc02/base'),
  'nuc02/membership': { after: ['nuc01/control-plane'] },
  'nuc02/worker': joins('nuc02'),
  'nuc03/base': prepares('nuc03'),
  'nuc03/container-runtime': installs('nuc03/base'),
  'nuc03/membership': { after: ['nuc01/control-plane'] },
  'nuc03/worker': joins('nuc03'),
  'cluster/nodes': {
    after: ['nuc02/worker', 'nuc03/worker'],
    says: [
      [20, 'starts: first install'],
      [60, 'unchanged'],
    ],
  },
};

export const smallLabOrder = Object.keys(smallLab);

const events = join(__dirname, '..', 'events');

export function planJson(name: string): PlanJson {
  return JSON.parse(readFileSync(join(events, `${name}.plan.json`), 'utf8')) as PlanJson;
}

/** The steps of a recorded plan of the small lab. */
export function plannedSteps(name: string, isInPlace: (id: string) => boolean = () => false): ApplyStep[] {
  const stack = Object.entries(smallLab).map(([id, { after = [] }]) => ({
    address: `null_resource.${addressOf(id)}`,
    dependsOn: after.map((each) => `null_resource.${addressOf(each)}`),
    triggers: {},
  }));
  return applySteps({ plan: planJson(name), stack, order: smallLabOrder, isInPlace });
}

/** What Terraform really printed, with the time of each line in milliseconds since the first. */
export function recorded(name: string): { readonly event: ApplyEvent; readonly at: number }[] {
  const lines = readFileSync(join(events, `${name}.jsonl`), 'utf8').split('\n');
  const messages = lines.map(parseUiMessage).filter((each) => each !== undefined);
  const time = (message: unknown): number => Date.parse((message as Record<string, string>)['@timestamp']!);
  return messages.flatMap((message) => {
    const event = parseApplyEvent(message, (text) => text);
    return event === undefined ? [] : [{ event, at: time(message) - time(messages[0]) }];
  });
}

export interface Replayed {
  readonly progress: ApplyProgress;
  readonly notices: readonly ApplyNotice[];
  /** When it ended, milliseconds since the beginning. */
  readonly at: number;
}

/** @param until takes part in the replay as the last event that is told @default - all are told */
export function replay(
  steps: readonly ApplyStep[],
  name: string,
  until: (event: ApplyEvent, at: number) => boolean = () => false,
): Replayed {
  const progress = new ApplyProgress(steps);
  const notices: ApplyNotice[] = [];
  let last = 0;
  for (const { event, at } of recorded(name)) {
    notices.push(...progress.take(event, at));
    last = at;
    if (until(event, at)) break;
  }
  return { progress, notices, at: last };
}
