import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildReport, markdownReport, textReport, type PlanReport } from '../../../plans/reporting';
import { withoutTerraform } from './support/facts';
import { lab, planFrom, stateOf, threeHosts, threeNucs } from './support/lab';
import { situations } from './support/situations';

function comparedWith(against: string, hosts: number): PlanReport {
  const all = Array.from({ length: hosts }, (_, place) => `nuc${place + 1}`);
  const at = (network: number): string[] => all.map((name, place) => `${name}: 10.${network}.0.${place + 1}`);
  const [before, after] = [lab(at(1)), lab(at(2))];
  return buildReport({
    inventory: after,
    plan: planFrom(stateOf(before), stateOf(after)),
    metadata: withoutTerraform,
    comparison: { against, withoutStep: [] },
  });
}

test('rows that do not fit into a comment are where nothing was saved either', () => {
  const text = markdownReport(comparedWith('lab.base.yaml', 120));
  expect(text.length).toBeLessThan(65_000);
  expect(text).toMatch(/… and \d+ more rows, see them with `--json` \|/);
  expect(text).not.toContain('artifact');
});

test('a file name is no markup, no secret and no second line', () => {
  const report = comparedWith('a|b\n<img>@team --token abcdef.0123456789abcdef', 1);
  const text = markdownReport(report);
  expect(text).toContain('with a&#124;b &#60;img&#62;@&#8203;team');
  expect(text).not.toContain('0123456789abcdef');
});

test('a plan that Terraform made is compared with nothing', () => {
  const { comparison } = buildReport(situations['model-only']!());
  expect(comparison).toBeNull();
});

test('settings without a step are named in all forms, also when no step changes', () => {
  const report = buildReport({
    inventory: threeNucs,
    plan: planFrom(stateOf(threeNucs), stateOf(lab(threeHosts, ['version: 1.34.4']))),
    metadata: withoutTerraform,
    comparison: { against: 'lab.base.yaml', withoutStep: ['ssh.knownHostsFile'] },
  });
  const said =
    'Also changed, without a step for it: `ssh.knownHostsFile`. It holds from the next run of nuclab on.';
  expect(markdownReport(report)).toContain(said);
  expect(textReport(report, { color: false })).toContain(said);
  expect(report.comparison).toEqual({ against: 'lab.base.yaml', withoutStep: ['ssh.knownHostsFile'] });
  expect(report.verdict.changes).toBe(false);
});

test('docs/plan.md shows a real comparison', () => {
  const page = readFileSync(join(__dirname, '../../../docs/plan.md'), 'utf8');
  expect(page).toContain(readFileSync(join(__dirname, 'golden/compared.txt'), 'utf8'));
});
