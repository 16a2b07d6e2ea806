/** Lets `node -r` run the command from its TypeScript, with the facts in a file in place of facts gathered from hosts. */
const { readFileSync } = require('node:fs');

const filename = require.resolve(`${process.env.NUCLAB_TEST_PROGRAM}/facts/index.js`);
const gatherFacts = async () => JSON.parse(readFileSync(process.env.NUCLAB_TEST_FACTS, 'utf8'));
require.cache[filename] = { id: filename, filename, loaded: true, exports: { gatherFacts } };
