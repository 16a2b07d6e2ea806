import { parsePlanJson } from '../../terraform/parse-plan-json';

const fix = 'fix: use a version of nuclab that knows this version of Terraform, or Terraform 1.9 to 1.x';

test('every 1.x is read, with keys nobody knows', () => {
  const plan = { format_version: '1.27', novelty: true, resource_changes: [] };
  expect(parsePlanJson(JSON.stringify(plan))).toEqual(plan);
});

test.each([
  ['{"format_version": "2.0"}', 'has format_version 2.0, expected 1.x'],
  ['{"format_version": "10.0"}', 'has format_version 10.0, expected 1.x'],
  ['{}', 'does not say its format_version'],
  ['null', 'does not say its format_version'],
  ['Terraform', 'is no JSON'],
])('%s is refused', (text, what) => {
  expect(() => parsePlanJson(text)).toThrow(
    expect.objectContaining({ message: `terraform show -json: the plan ${what}; ${fix}`, exitCode: 9 }),
  );
});
