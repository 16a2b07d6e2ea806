/** Lets `node -r` run the command from its TypeScript, with the facts in a file in place of facts gathered from hosts. */
const { readFileSync } = require('node:fs');
require('../../runner/ts-register.js');

const filename = require.resolve('../../../facts/index.ts');
const gatherFacts = async () => JSON.parse(readFileSync(process.env.NUCLAB_TEST_FACTS, 'utf8'));
require.cache[filename] = { id: filename, filename, loaded: true, exports: { gatherFacts } };
