import type { Difference } from '../../../facts/lab-facts';
import {
  buildReport,
  jsonReport,
  markdownReport,
  textReport,
  type ReportInput,
} from '../../../plans/reporting';
import type { PlanJson } from '../../../terraform/plan-json';
import { factsOf, withFacts } from './support/facts';
import { planFrom, stateOf, threeNucs } from './support/lab';

const token = 'abcdef.0123456789abcdef';
const keyBody = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC';
const key = `-----BEGIN PRIVATE KEY-----\n${keyBody}\n-----END PRIVATE KEY-----`;
const password = 'correct-horse-battery';
const unknownValue = 'do-not-show-this-either';
const secrets = [token, keyBody, 'BEGIN PRIVATE KEY', password, unknownValue];

const deployed = stateOf(threeNucs);

/** All three forms, one after the other. */
function formsOf(input: Partial<ReportInput>): string {
  const plan = planFrom(deployed, deployed);
  const whole = { inventory: threeNucs, facts: factsOf(threeNucs), plan, metadata: withFacts, ...input };
  const report = buildReport(whole);
  const text = textReport(report, { color: true, columns: 80 });
  return [text, markdownReport(report), jsonReport(report)].join('\n');
}

/** A plan in which every step of nuc02 has these triggers now. */
function planWith(triggers: Readonly<Record<string, string>>): PlanJson {
  const after = new Map(
    [...deployed].map(([address, each]) => [
      address,
      address.startsWith('nuc02') ? { ...each, ...triggers } : each,
    ]),
  );
  return planFrom(deployed, after);
}

function expectNoSecret(text: string): void {
  for (const secret of secrets) expect(text).not.toContain(secret);
}

describe('a report', () => {
  it('shows of a trigger it does not know the name only', () => {
    const text = formsOf({ plan: planWith({ sudo_password: password, vault: unknownValue }) });
    expectNoSecret(text);
    expect(text).toContain('sudo_password changed (its values are not shown)');
  });

  it('shows no value in place of a digest', () => {
    const text = formsOf({ plan: planWith({ stolen_sha256: unknownValue, script_sha256: password }) });
    expectNoSecret(text);
    expect(text).toContain('the file stolen is new');
  });

  it.each([
    ['a token', token],
    ['a private key', key],
    ['a private key on one line', key.replaceAll('\n', ' ')],
    ['a token that invisible characters split', 'abc\u200bdef.0123456789\u0007abcdef'],
    ['a token in a coloured line', `\u001b[31m${token.slice(0, 9)}\u001b[0m${token.slice(9)}`],
    ['a password with its word', `password: ${password}`],
  ])('redacts %s in a trigger that it does show, and in the reason', (_, secret) => {
    const plan = planWith({ repository_url: secret, semester: secret, reason: `drift 2: ${secret}` });
    const text = formsOf({ plan });
    expectNoSecret(text);
    expect(text).toContain('[redacted]');
  });

  it.each([
    ['a token', token],
    ['a private key', key],
  ])('redacts %s in everything that hosts say', (_, secret) => {
    const difference: Difference = { item: secret, text: `${secret} was found`, inherited: false };
    const facts = factsOf(threeNucs, {
      checks: {
        nuc02_base: { result: 'differs', differences: [difference, { ...difference, inherited: true }] },
      },
      host: (host) => {
        if (host.name === 'nuc03') {
          const problem = { kind: 'facts', what: secret, fix: secret, exitCode: 1 };
          return { name: host.name, address: host.address, reached: false, problem };
        }
        const lock = { owner: secret, purpose: secret, since: secret, heartbeatSeconds: 1 };
        const certificates = [{ name: secret, expiresAt: '2026-11-22T00:00:00Z' }];
        const steps = host.steps.map((step) => ({
          ...step,
          marker: { ...step.marker, inputs: { ...step.marker.inputs, LAB: secret }, reason: secret },
        }));
        return { ...host, lock, certificates, steps, versions: { kubelet: secret } };
      },
      cluster: {
        version: secret,
        nodes: [
          {
            name: secret,
            ready: false,
            message: secret,
            role: 'worker',
            version: secret,
            schedulable: false,
          },
        ],
        etcdMembers: [{ name: secret, peerUrl: secret, learner: true }],
      },
    });
    const plan = planWith({ reason: `drift 2: ${secret}`, kubernetes_version: '1.35.0' });
    const metadata = {
      ...withFacts,
      commit: secret,
      nuclab: secret,
      terraform: { product: 'terraform' as const, version: secret },
    };
    expectNoSecret(formsOf({ facts, plan, metadata }));
  });

  it('reads nothing of a plan but actions and triggers', () => {
    const plan = planWith({ reason: 'drift 2: swap is on, applied off' });
    const planted = {
      ...plan,
      variables: { sudo_password: { value: password } },
      planned_values: { outputs: { kubeconfig: { sensitive: true, value: key } } },
      prior_state: { values: { root_module: { resources: [{ values: { token } }] } } },
      resource_changes: plan.resource_changes!.map((each) => ({
        ...each,
        index: unknownValue,
        deposed: unknownValue,
        change: {
          ...each.change,
          before: { ...each.change.before, private_key: key, password },
          after: each.change.after && { ...each.change.after, private_key: key, password },
          after_sensitive: { password: true },
          importing: { id: unknownValue },
        },
      })),
    } as PlanJson;
    expect(formsOf({ plan: planted })).toBe(formsOf({ plan }));
  });
});
