/** Unit, golden, script and SSH tests; the tests that need virtual hosts have a configuration of their own. */
module.exports = {
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/__tests__/lab/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdktf.out/', '<rootDir>/.demo/'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  // Most tests wait for shells and sockets: a worker for each core, not one less.
  maxWorkers: '100%',
  // Only what hangs takes as long: a machine at its limits must not fail a test.
  testTimeout: 180_000,
};
