import {
  checkLabName,
  defaultLabName,
  requireHost,
  requireLab,
  stateRoot,
} from '../../virtual-lab/lab-model';
import { planLab } from '../../virtual-lab/lab-create';

const earlier = process.env['NUCLAB_LAB_STATE'];
afterEach(() => {
  if (earlier === undefined) delete process.env['NUCLAB_LAB_STATE'];
  else process.env['NUCLAB_LAB_STATE'] = earlier;
});

test('each checkout has a lab name of its own that is always the same', () => {
  expect(defaultLabName('/somewhere/a')).toMatch(/^lab-[0-9a-f]{6}$/);
  expect(defaultLabName('/somewhere/a')).toBe(defaultLabName('/somewhere/a'));
  expect(defaultLabName('/somewhere/a')).not.toBe(defaultLabName('/somewhere/b'));
});

test.each(['', 'Lab', '../etc', 'a b', '1lab', 'x'.repeat(32)])('refuses the lab name %j', (name) => {
  expect(() => checkLabName(name)).toThrow(
    `lab name '${name}' does not work: use up to 31 lower-case letters, digits and dashes, a letter first (--name semester-1)`,
  );
});

test('refuses a state directory that the overlay file system could not name', () => {
  process.env['NUCLAB_LAB_STATE'] = '/tmp/a,b';
  expect(() => stateRoot()).toThrow(
    "NUCLAB_LAB_STATE is '/tmp/a,b': use an absolute path of letters, digits, dots and dashes",
  );
});

test('names the way to start a lab that is not there', () => {
  process.env['NUCLAB_LAB_STATE'] = '/nonexistent';
  expect(() => requireLab('spring')).toThrow(
    'no lab named spring in /nonexistent: start it with npm run lab -- up 3 --name spring',
  );
});

test('names the hosts when one is unknown', () => {
  const lab = planLab('spring', '/nonexistent/spring', 0, { count: 2 });
  expect(requireHost(lab, 'nuc02').address).toBe('10.77.0.12');
  expect(() => requireHost(lab, 'nuc3')).toThrow("lab spring has no host 'nuc3': use one of nuc01, nuc02");
});
