import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseInventory } from '../../../inventory/parse';
import { fileLabel } from '../../../phases/files';
import { fileTrigger, inputLabel, triggerKind } from '../../../phases/triggers';
import { stateOf, stepsOf } from './support/lab';

const examples = join(__dirname, '../../../examples');
const inventories = readdirSync(examples)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => [name, parseInventory(readFileSync(join(examples, name), 'utf8'), name)] as const);

describe.each(inventories)('the steps of %s', (_, inventory) => {
  const steps = stepsOf(inventory);
  const triggers = steps.flatMap(({ address, phase }) =>
    Object.keys(stateOf(inventory).get(address) ?? {}).map((trigger) => [phase.name, trigger] as const),
  );

  it('have no trigger that a report would hide', () => {
    expect(triggers.filter(([phase, trigger]) => triggerKind(phase, trigger) === 'hidden')).toEqual([]);
  });

  it('have words for every input', () => {
    const inputs = triggers.filter(([phase, trigger]) =>
      ['input', 'list'].includes(triggerKind(phase, trigger)),
    );
    expect(inputs.length).toBeGreaterThan(20);
    expect(
      inputs.filter(
        ([phase, trigger]) =>
          [undefined, trigger].includes(inputLabel(phase, trigger)?.label) && trigger.includes('_'),
      ),
    ).toEqual([]);
  });

  it('have files that a report calls by their names', () => {
    const files = steps.flatMap(({ phase, files }) => Object.keys(files).map((file) => [phase.name, file]));
    for (const [phase = '', file = ''] of files) {
      expect(fileLabel(phase, file)).toBeDefined();
      expect(triggers).toContainEqual([phase, fileTrigger(file)]);
    }
  });
});

describe('triggerKind', () => {
  it.each([
    ['host_address', 'input'],
    ['host', 'input'],
    ['peer_addresses', 'list'],
    ['kubeadm_yaml_sha256', 'file'],
    ['script_sha256', 'script'],
    ['reason', 'reason'],
    ['sudo_password', 'hidden'],
    ['constructor', 'hidden'],
    ['__proto__', 'hidden'],
    ['Ünsafe_sha256', 'hidden'],
    ['', 'hidden'],
  ])('takes %s of base for %s', (trigger, kind) => {
    expect(triggerKind('base', trigger)).toBe(kind);
  });
});
