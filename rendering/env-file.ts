import { shellQuote } from './shell-quote';

const namePattern = /^[A-Z][A-Z0-9_]*$/;

/**
 * Variables as a file that a shell sources: one `NAME='value'` each, sorted by name.
 *
 * @throws Error for a name that is not upper-case letters, digits and `_`
 */
export function renderEnvFile(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => {
      if (!namePattern.test(name)) {
        throw new Error(`variable name "${name}" must be upper-case letters, digits and _`);
      }
      return `${name}=${shellQuote(value)}\n`;
    })
    .join('');
}
