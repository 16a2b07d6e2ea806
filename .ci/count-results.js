/** Prints the closing line of .ci/run: argv is the folder with jest's results and the exit code so far. */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const [folder, code] = process.argv.slice(2);

function read(name) {
  try {
    const run = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
    return { passed: run.numPassedTests, failed: run.numFailedTests + run.numRuntimeErrorTestSuites };
  } catch {
    process.stdout.write(`${name}: no test results, see above\n`);
    return { passed: 0, failed: 1 };
  }
}

const runs = ['unit', 'lab'].map(read);
const passed = runs.reduce((sum, run) => sum + run.passed, 0);
// A lint or type error leaves no failed test behind, but it is a failure.
const failed = Math.max(
  runs.reduce((sum, run) => sum + run.failed, 0),
  Number(code),
);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
