import js from '@eslint/js';
import ts from 'typescript-eslint';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';

/** The folders a folder may import from, as docs/architecture.md draws them; a folder may always import from itself. */
const allowed = {
  errors: [],
  inventory: ['errors'],
  rendering: ['inventory'],
  constructs: ['inventory', 'rendering'],
  stacks: ['inventory', 'constructs'],
  engines: ['inventory', 'constructs'],
  operations: ['errors', 'inventory', 'rendering', 'constructs'],
  cli: ['errors', 'inventory', 'operations'],
  'virtual-lab': ['inventory', 'operations', 'rendering'],
};
const folders = Object.keys(allowed);
const noInputOutput = [
  'fs',
  'fs/promises',
  'child_process',
  'net',
  'http',
  'https',
  'os',
  'node-ssh',
  'ssh2',
];

const directions = folders.map((folder) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    'import-x/no-restricted-paths': [
      'error',
      {
        zones: folders
          .filter((other) => other !== folder && !allowed[folder].includes(other))
          .map((other) => ({
            target: `./${folder}`,
            from: `./${other}`,
            message: `${folder}/ must not import from ${other}/: see docs/architecture.md`,
          })),
      },
    ],
  },
}));

const pure = {
  files: ['constructs/**/*.ts', 'stacks/**/*.ts', 'rendering/**/*.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: noInputOutput.flatMap((name) => [name, `node:${name}`]),
        patterns: [
          { group: ['cdktf', '@cdktf/*', '@pulumi/*'], message: 'only engines/ knows Terraform or Pulumi' },
        ],
      },
    ],
  },
};

const onlyEnginesKnowTerraform = {
  files: ['inventory/**/*.ts', 'operations/**/*.ts', 'cli/**/*.ts', 'virtual-lab/**/*.ts', 'main.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          { group: ['cdktf', '@cdktf/*', '@pulumi/*'], message: 'only engines/ knows Terraform or Pulumi' },
        ],
      },
    ],
  },
};

export default ts.config(
  { ignores: ['dist/', 'cdktf.out/', '.demo/', '.bench/', '.lab/', 'node_modules/', '**/cdktf.out/'] },
  js.configs.recommended,
  ...ts.configs.strict,
  {
    plugins: { 'import-x': importX },
    // Without it no import of a .ts file is found, and no direction is ever checked.
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.json'] })] },
  },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['__tests__/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['*.js', '**/*.js'],
    languageOptions: { globals: { module: 'readonly', require: 'readonly', process: 'readonly' } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  ...directions,
  pure,
  onlyEnginesKnowTerraform,
);
