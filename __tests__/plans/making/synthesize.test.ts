import { appendFileSync } from 'node:fs';
import { synthesize, type Synthesis } from '../../../plans/making';
import { fakeProgram, type FakeProgram } from './support/fake-program';

let lab: FakeProgram;
beforeEach(() => (lab = fakeProgram()));
afterEach(() => lab.remove());

const synthesized = (env: NodeJS.ProcessEnv = {}, signal?: AbortSignal): Promise<Synthesis> =>
  synthesize({ ...lab, lab: 'autumn', factsPath: 'none', env: { ...lab.env, ...env }, signal });

test('the same inventory and facts give the same digest, another inventory another', async () => {
  const first = await synthesized();
  expect(first).toEqual({
    stackDirectory: lab.path('cdktf.out/stacks/autumn'),
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(await synthesized()).toEqual(first);
  appendFileSync(lab.inventoryPath, '# one more line\n');
  expect((await synthesized()).sha256).not.toBe(first.sha256);
});

test('without CDKTF_OUTDIR the stack is written below the current folder, as by the CDK CLI', async () => {
  lab.behave(`process.stderr.write(process.env.CDKTF_OUTDIR + '; fix: none'); process.exitCode = 2;`);
  await expect(synthesized({ CDKTF_OUTDIR: undefined })).rejects.toMatchObject({
    what: `${process.cwd()}/cdktf.out`,
  });
});

test('facts are given as an absolute path', async () => {
  lab.behave(`process.stderr.write(process.env.NUCLAB_FACTS + '; fix: none'); process.exitCode = 2;`);
  const run = synthesize({ ...lab, lab: 'autumn', factsPath: 'facts.json' });
  await expect(run).rejects.toMatchObject({ what: `${process.cwd()}/facts.json` });
});

test('an error of the synthesis is passed on in its three parts', async () => {
  lab.behave(
    `process.stderr.write('lab.yaml:2:1: colour is not a key; fix: use one of name, hosts\\n'); process.exitCode = 2;`,
  );
  await expect(synthesized()).rejects.toMatchObject({
    what: 'lab.yaml:2:1: colour is not a key',
    fix: 'use one of name, hosts',
    exitCode: 2,
  });
});

test('a crash is told by its error, without stack and without secrets', async () => {
  lab.behave(`throw new TypeError('hunter2hunter2 is no function');`);
  await expect(synthesized({ NUCLAB_SUDO_PASSWORD: 'hunter2hunter2' })).rejects.toMatchObject({
    message:
      'the synthesis ended with exit code 1: TypeError: [redacted] is no function; fix: run `npx cdktf synth` to see all of it, then report it',
    exitCode: 1,
  });
});

test('an aborted synthesis is stopped', async () => {
  lab.behave('setTimeout(() => {}, 60000);');
  const interrupt = new AbortController();
  const run = synthesized({}, interrupt.signal);
  setTimeout(() => interrupt.abort(), 300);
  await expect(run).rejects.toMatchObject({ message: 'stopped; fix: run it again', exitCode: 130 });
});

test('a program that is not compiled is named', async () => {
  const nowhere = synthesize({
    ...lab,
    lab: 'autumn',
    factsPath: 'none',
    programDirectory: lab.path('none'),
  });
  await expect(nowhere).rejects.toMatchObject({
    message: `${lab.path('none')}: nuclab is not compiled: there is no main.js; fix: run \`npm run build\``,
    exitCode: 9,
  });
});
