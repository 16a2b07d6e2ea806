#!/usr/bin/env node
/** The command `nuclab`. It is in Git, not in dist/, so that npm can link it before the first build and after any other. */
try {
  require('../dist/cli/index.js').main();
} catch (error) {
  if (error.code !== 'MODULE_NOT_FOUND') throw error;
  process.stderr.write('nuclab is not compiled; fix: run `npm ci && npm run build`\n');
  process.exitCode = 9;
}
