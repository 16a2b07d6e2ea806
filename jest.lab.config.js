/** Tests on virtual hosts: one after the other, with time for real clusters. */
module.exports = {
  ...require('./jest.config.js'),
  testMatch: ['<rootDir>/__tests__/lab/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 900_000,
  bail: false,
  verbose: true,
};
