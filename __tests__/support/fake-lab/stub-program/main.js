/**
 * Stands in for the synthesis: copies the stack folder that lies beside lab.yaml, with the version of Kubernetes that
 * lab.yaml names in its last step, so that a changed inventory gives other bytes.
 */
const { cpSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

const { CDKTF_OUTDIR, NUCLAB_INVENTORY } = process.env;
const stack = join(CDKTF_OUTDIR, 'stacks', 'autumn');
cpSync(join(dirname(NUCLAB_INVENTORY), 'stack'), stack, { recursive: true });

const manifest = JSON.parse(readFileSync(join(stack, 'steps.json'), 'utf8'));
manifest.kubernetes = /version: (\S+)/.exec(readFileSync(NUCLAB_INVENTORY, 'utf8'))[1];
writeFileSync(join(stack, 'steps.json'), JSON.stringify(manifest));
