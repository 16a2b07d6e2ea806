import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { renderEnvFile } from '../../rendering/env-file';

describe('a file of variables', () => {
  test('has one line each, sorted by name', () => {
    expect(renderEnvFile({ LAB: 'physics', HOST_NAME: "o'neill" })).toBe(
      "HOST_NAME='o'\\''neill'\nLAB='physics'\n",
    );
  });

  test('gives bash the same values back, whatever they are', () => {
    const values = fc.record({
      A: fc.string({ unit: 'grapheme' }),
      B: fc.string({ unit: fc.constantFrom(...`'"\\$\`!\n `, '$(id)') }),
    });
    fc.assert(
      fc.property(values, (variables) => {
        fc.pre(!Object.values(variables).join('').includes('\0'));
        const program = `${renderEnvFile(variables)}printf '%s\\0' "$A" "$B"`;
        const output = execFileSync('bash', { input: program, encoding: 'utf8', env: { LC_ALL: 'C' } });
        expect(output).toBe(`${variables.A}\0${variables.B}\0`);
      }),
      { numRuns: 60 },
    );
  });

  test.each(['lower', '1A', 'A-B', 'A=B', ''])('refuses the name "%s"', (name) => {
    expect(() => renderEnvFile({ [name]: '' })).toThrow(
      `variable name "${name}" must be upper-case letters, digits and _`,
    );
  });
});
