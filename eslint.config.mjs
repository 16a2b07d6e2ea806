import js from '@eslint/js';
import ts from 'typescript-eslint';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';

/**
 * The rooms a room may import from, as docs/architecture.md draws them, from the lowest to the highest; a room may always
 * import from itself. Every pair that is not named here is refused.
 */
const allowed = {
  text: [],
  errors: ['text'],
  inventory: ['text', 'errors'],
  phases: ['text'],
  rendering: ['inventory'],
  constructs: ['text', 'inventory', 'phases', 'rendering'],
  stacks: ['inventory', 'constructs', 'phases'],
  engines: ['inventory', 'constructs', 'phases'],
  manifest: ['text', 'errors', 'inventory', 'phases', 'constructs'],
  ssh: ['text', 'errors', 'inventory', 'rendering', 'manifest'],
  exchange: ['text', 'errors', 'rendering', 'manifest', 'ssh', 'phases'],
  locks: ['text', 'errors', 'manifest', 'ssh', 'exchange'],
  facts: ['text', 'errors', 'inventory', 'phases', 'constructs', 'manifest', 'ssh', 'exchange', 'locks'],
  runner: ['text', 'errors', 'phases', 'rendering', 'manifest', 'ssh', 'exchange', 'locks'],
  terraform: ['text', 'errors', 'ssh'],
  precheck: ['text', 'errors', 'inventory', 'phases', 'rendering', 'manifest', 'ssh', 'facts'],
  status: ['text', 'errors', 'inventory', 'phases', 'constructs', 'stacks', 'locks', 'facts'],
  'plans/making': [
    'text',
    'errors',
    'inventory',
    'phases',
    'constructs',
    'stacks',
    'manifest',
    'facts',
    'terraform',
  ],
  'plans/reporting': [
    'text',
    'errors',
    'inventory',
    'phases',
    'constructs',
    'stacks',
    'facts',
    'terraform',
    'plans/making',
  ],
  'plans/applying': [
    'text',
    'errors',
    'inventory',
    'phases',
    'manifest',
    'ssh',
    'locks',
    'facts',
    'terraform',
    'plans/making',
    'plans/reporting',
  ],
  cli: [
    'text',
    'errors',
    'inventory',
    'phases',
    'manifest',
    'ssh',
    'facts',
    'terraform',
    'precheck',
    'status',
    'plans/making',
    'plans/reporting',
    'plans/applying',
  ],
  'virtual-lab': [
    'text',
    'errors',
    'inventory',
    'rendering',
    'manifest',
    'ssh',
    'facts',
    'plans/making',
    'plans/reporting',
  ],
};
const rooms = Object.keys(allowed);
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

const directions = rooms.map((room) => ({
  files: [`${room}/**/*.ts`],
  rules: {
    'import-x/no-restricted-paths': [
      'error',
      {
        zones: rooms
          .filter((other) => other !== room && !allowed[room].includes(other))
          .map((other) => ({
            target: `./${room}`,
            from: `./${other}`,
            message: `${room}/ must not import from ${other}/: see docs/architecture.md`,
          })),
      },
    ],
  },
}));

const pure = {
  files: ['constructs/**/*.ts', 'phases/**/*.ts', 'stacks/**/*.ts', 'rendering/**/*.ts'],
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
  files: [...rooms.filter((room) => room !== 'engines').map((room) => `${room}/**/*.ts`), 'main.ts'],
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
  onlyEnginesKnowTerraform,
  // After it: of two settings of one rule the last counts.
  pure,
);
