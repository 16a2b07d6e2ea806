import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestStep } from '../../manifest/manifest';
import { runStep } from '../../runner/run-step';
import { SshError } from '../../ssh/ssh-error';
import { StepLab } from '../support/fake-lab/step-lab';

let lab: StepLab;
beforeEach(() => {
  lab = new StepLab();
  lab.host('nuc02');
  lab.controlPlanes = ['nuc01', 'nuc02'];
});
afterEach(() => lab.remove());

const silent = "the API server does not respond; fix: see 'crictl ps -a'";
/** `body` on one host, and good work on the other. */
const on = (host: string, body: string): string =>
  `if [[ $NUCLAB_ROOT == */${host} ]]; then ${body}; fi; echo "changed: flannel_objects: flannel is not installed"`;
const step = (body: string): ManifestStep =>
  lab.step(body, { id: 'cluster/network', place: 'cluster', phase: 'network' });
const run = (body: string) => {
  const network = step(body);
  return runStep(lab.manifest(network), network, lab.context());
};
const failure = (body: string): Promise<Error & { exitCode?: number; logPath?: string }> =>
  run(body).then(
    () => Promise.reject(new Error('expected a failure')),
    (error: Error) => error,
  );
const unreachable = (...names: string[]): void => {
  lab.refuse = ({ name }) =>
    names.includes(name)
      ? new SshError({
          kind: 'unreachable',
          what: `no way to ${name}`,
          where: name,
          fix: `switch ${name} on`,
        })
      : undefined;
};
const starts = (): string[][] => [lab.starts('nuc01'), lab.starts('nuc02')];

describe('a step of the cluster', () => {
  test('is carried out through the first control plane, and speaks and logs for the cluster', async () => {
    expect(await run('echo "changed: flannel_objects: gone"')).toMatchObject({ changed: 1 });
    expect(starts()).toEqual([['nuclab-network.service'], []]);
    expect(lab.connects).toEqual(['nuc01']);
    expect(lab.printed).toHaveLength(3);
    for (const line of lab.printed) expect(line).toMatch(/^cluster network: /);
    expect(lab.printed[1]).toBe('cluster network: changed: flannel_objects: gone');
    expect(readdirSync(join(lab.lab, 'logs'))).toEqual(['cluster']);
    expect(lab.log('network', 'cluster')).toContain('---- cluster/network started by ann@desk (pid 1)');
  });

  test('is asked of the next one when the first cannot be reached', async () => {
    unreachable('nuc01');
    expect(await run('echo "changed: flannel_objects: gone"')).toMatchObject({ changed: 1 });
    expect(starts()).toEqual([[], ['nuclab-network.service']]);
    const warning = 'warning: nuc01: no way to nuc01; asking nuc02 instead';
    expect(lab.printed[1]).toBe(`cluster network: ${warning}`);
    expect(lab.log('network', 'cluster')).toContain(warning);
    expect(lab.printed.at(-1)).toMatch(/^cluster network: done in .* 1 changed$/);
  });

  test('is asked of the next one when the API server is silent on the first; only its own changes count', async () => {
    const body = on('nuc01', `echo "changed: stale_network: a"; echo "error: ${silent}"; exit 21`);
    expect(await run(body)).toMatchObject({ changed: 1 });
    expect(starts()).toEqual([['nuclab-network.service'], ['nuclab-network.service']]);
    expect(lab.printed).toContain(
      'cluster network: warning: nuc01: its API server does not respond; asking nuc02 instead',
    );
  });

  test.each([
    [
      'a failure in words',
      'echo "error: a webhook refuses; fix: remove it"; exit 20',
      'a webhook refuses; fix: remove it',
    ],
    ['an exit code alone', 'exit 7', 'network.sh ended with exit code 7 without saying why'],
    ['a difference that stays', 'exit 18', 'network.sh ended with exit code 18 without saying why'],
  ])('is not tried elsewhere after %s', async (_, body, message) => {
    const error = await failure(on('nuc01', body));
    expect(error.message).toContain(`cluster/network: ${message}`);
    expect(error).toMatchObject({ exitCode: 8, logPath: 'logs/cluster/network.log' });
    expect(starts()).toEqual([['nuclab-network.service'], []]);
    expect(lab.connects).not.toContain('nuc02');
  });

  test('that was killed is looked for on the host that carried it out', async () => {
    const kill = 'kill -KILL -- -$(ps -o pgid= $$ | tr -d " ")';
    const first = await failure(on('nuc01', kill));
    expect(first.message).toContain("fix: look at 'journalctl -u nuclab-network' on nuc01, ");
    expect(starts()[1]).toEqual([]);
    unreachable('nuc01');
    expect((await failure(on('nuc02', kill))).message).toContain("'journalctl -u nuclab-network' on nuc02, ");
  });

  test('fails with the cause of the last one when none can be reached', async () => {
    unreachable('nuc01', 'nuc02');
    const error = await failure('true');
    expect(error.message).toBe('cluster/network: nuc02: no way to nuc02; fix: switch nuc02 on');
    expect(error).toMatchObject({ exitCode: 3, logPath: 'logs/cluster/network.log' });
    expect(lab.connects).toEqual(['nuc01', 'nuc02']);
  });

  test('fails with the words of the last one when the API server is silent everywhere', async () => {
    const error = await failure(`echo "error: on \${NUCLAB_ROOT##*/} ${silent}"; exit 21`);
    expect(error.message).toBe(`cluster/network: on nuc02 ${silent}`);
    expect(error.exitCode).toBe(8);
  });

  test('fails with what the only one said when there is no other', async () => {
    lab.controlPlanes = ['nuc01'];
    expect((await failure(`echo "error: ${silent}"; exit 21`)).message).toBe(`cluster/network: ${silent}`);
    unreachable('nuc01');
    expect((await failure('true')).message).toBe(
      'cluster/network: nuc01: no way to nuc01; fix: switch nuc01 on',
    );
  });

  test('is refused when the plan names no control plane', async () => {
    lab.controlPlanes = [];
    expect(await failure('true')).toMatchObject({
      message: expect.stringContaining('cluster/network: steps.json names no control plane; fix: '),
      exitCode: 2,
    });
    expect(lab.connects).toEqual([]);
  });
});

test('a step of a host is never carried out on another', async () => {
  unreachable('nuc01');
  const base = lab.step('true');
  await expect(runStep(lab.manifest(base), base, lab.context())).rejects.toThrow('nuc01/base: nuc01: no way');
  expect(lab.connects).toEqual(['nuc01']);
});
