import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseInventory } from '../../../inventory/parse';
import { fileNames, fileTrigger } from '../../../plans/reporting/file-names';
import { inputWords, triggerKind } from '../../../plans/reporting/trigger-words';
import { stateOf, stepsOf } from './support/lab';

const examples = join(__dirname, '../../../examples');
const inventories = readdirSync(examples)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => [name, parseInventory(readFileSync(join(examples, name), 'utf8'), name)] as const);

describe.each(inventories)('the steps of %s', (_, inventory) => {
  const triggers = new Set([...stateOf(inventory).values()].flatMap((each) => Object.keys(each)));

  it('have no trigger that a report would hide', () => {
    expect([...triggers].filter((trigger) => triggerKind(trigger) === 'hidden')).toEqual([]);
  });

  it('have words for every input', () => {
    const inputs = [...triggers].filter((trigger) => ['input', 'list'].includes(triggerKind(trigger)));
    expect(inputs.filter((trigger) => inputWords(trigger) === trigger && trigger.includes('_'))).toEqual([]);
  });

  it('have files that a report calls by their names', () => {
    const name = fileNames(inventory, []);
    const files = [...new Set(stepsOf(inventory).flatMap((step) => Object.keys(step.files)))];
    expect(files.map((file) => name(fileTrigger(file)))).toEqual(files);
    expect([...triggers]).toEqual(expect.arrayContaining(files.map(fileTrigger)));
  });
});

describe('triggerKind', () => {
  it.each([
    ['kubernetes_version', 'input'],
    ['peer_addresses', 'list'],
    ['kubeadm_yaml_sha256', 'file'],
    ['script_sha256', 'script'],
    ['reason', 'reason'],
    ['sudo_password', 'hidden'],
    ['constructor', 'hidden'],
    ['__proto__', 'hidden'],
    ['Ünsafe_sha256', 'hidden'],
    ['', 'hidden'],
  ])('takes %s for %s', (trigger, kind) => {
    expect(triggerKind(trigger)).toBe(kind);
  });
});
