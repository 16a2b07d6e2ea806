/**
 * Stands in for the runner: what it prints, when, and how it ends is in scenario.json of the stack folder, since there
 * are no hosts. Arguments, exit codes, and where each line goes are those of runner/main.ts.
 */
const { existsSync, readFileSync } = require('node:fs');
const { setTimeout: delay } = require('node:timers/promises');

const [mode, id] = process.argv.slice(2);
const scenario = JSON.parse(readFileSync('scenario.json', 'utf8'));
const { says, fails } = scenario[id][mode] ?? scenario[id];

const label = id.replace('/', ' ');
const log = `logs/${id}.log`;
const end = (what, fix, code) => {
  process.stderr.write(`${id}: ${what}; fix: ${fix}\nlog: ${log}\n`);
  process.exit(code);
};
process.on('SIGINT', () =>
  end(
    'interrupted; work already started continues on the host',
    'deploy again: it attaches to work that is still running',
    130,
  ),
);

async function main() {
  for (const [pause, text] of says) {
    if (typeof pause === 'number') await delay(pause);
    else while (!existsSync(pause)) await delay(20);
    process.stdout.write(`${label}: ${text}\n`);
  }
  if (fails !== undefined) end(fails.what, fails.fix, fails.code);
}

void main();
