/** The landing set: what every change has to pass, within 25 minutes on two cores. All others run with `--all` only. */
const landing = ['three-nucs', 'drift', 'reviewed-plans', 'takeover'];
const all = process.env.NUCLAB_LAB_TESTS === 'all';

/** Tests on virtual hosts: one after the other, with time for real clusters. */
module.exports = {
  ...require('./jest.config.js'),
  testMatch: (all ? ['*'] : landing).map((name) => `<rootDir>/__tests__/lab/${name}.test.ts`),
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 900_000,
  bail: false,
  verbose: true,
};
