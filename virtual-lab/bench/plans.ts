import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadInventory } from '../../inventory/load';
import { factsText, type LabFacts, type HostFacts, type StepFacts } from '../../facts';
import { makePlan } from '../../plans/making';
import { buildReport, jsonReport, markdownReport, textReport } from '../../plans/reporting';
import { readManifest } from '../../manifest/manifest-file';
import type { ManifestStep, StepManifest } from '../../manifest/manifest';
import { checkoutDirectory } from '../lab-model';
import { mustRun } from '../run-command';

const runs = 5;
const lab = 'hundred';
/** On every tenth host something differs. */
const driftEvery = 10;

export interface PlanTimes {
  readonly hosts: number;
  readonly steps: number;
  /** Median seconds of the synthesis from saved facts, from the start of its process to its end. */
  readonly synthesis: number;
  /** Median seconds of the report in all three forms. */
  readonly report: number;
  /** Characters of the report for a pull request. */
  readonly characters: number;
}

/** How long synthesis and report take for many hosts, from saved facts; Terraform's own plan in between is not counted. */
export async function benchPlans(hosts: number, folder: string, env: NodeJS.ProcessEnv): Promise<PlanTimes> {
  mkdirSync(folder, { recursive: true });
  const inventoryPath = join(folder, 'lab.yaml');
  writeFileSync(inventoryPath, inventoryText(hosts));
  const inventory = loadInventory(inventoryPath);
  const outdir = join(folder, 'cdktf.out');
  const common = { ...env, NUCLAB_INVENTORY: inventoryPath, CDKTF_OUTDIR: outdir };
  const synthesise = (facts: string): Promise<unknown> =>
    mustRun('node', [join(checkoutDirectory, 'dist', 'main.js')], {
      env: { ...common, NUCLAB_FACTS: facts },
    });
  await synthesise('none');
  const manifest = readManifest(join(outdir, 'stacks', lab));
  const facts = factsOf(manifest);
  const factsPath = join(folder, 'facts.json');
  writeFileSync(factsPath, factsText(facts));
  const synthesis = await median(() => synthesise(factsPath));

  const outDirectory = join(folder, 'plan');
  const { json, saved } = await makePlan({ inventoryPath, inventory, facts, outDirectory, env: common });
  let characters = 0;
  const report = await median(() => {
    const built = buildReport({ inventory, facts, plan: json, metadata: saved.metadata });
    characters = markdownReport(built).length;
    return Promise.resolve([textReport(built, { color: false }), jsonReport(built)]);
  });
  return { hosts, steps: manifest.steps.length, synthesis, report, characters };
}

function inventoryText(hosts: number): string {
  const lines = Array.from(
    { length: hosts },
    (_, index) =>
      `  nuc${String(index + 1).padStart(3, '0')}: 10.0.${Math.floor(index / 200)}.${(index % 200) + 1}`,
  );
  return `name: ${lab}\nhosts:\n${lines.join('\n')}\nkubernetes: { version: 1.34.4 }\n`;
}

/** Facts of a lab that was deployed as the manifest says, with a difference here and there. */
function factsOf(manifest: StepManifest): LabFacts {
  return {
    schemaVersion: 2,
    lab,
    observedAt: '2026-11-21T11:52:03Z',
    nuclab: '0.1.0',
    hosts: manifest.hosts.map(({ name, address }, index): HostFacts => {
      const steps = manifest.steps.filter(({ place, phase }) => place === name && phase !== 'membership');
      return {
        name,
        address,
        reached: true,
        identity: { machineId: String(index).padStart(32, '0'), hostname: name },
        system: { os: 'Debian GNU/Linux 13 (trixie)', architecture: 'x86_64' },
        usage: {},
        versions: { containerd: '1.7.24', kubelet: '1.34.4' },
        certificates: [],
        steps: steps.map((step) => stepFacts(step, index % driftEvery === 0)),
      };
    }),
  };
}

function stepFacts({ phase, inputs, files, scriptSha256 }: ManifestStep, drifted: boolean): StepFacts {
  const digests = Object.entries(files).map(([name, text]) => [
    name,
    createHash('sha256').update(text).digest('hex'),
  ]);
  return {
    phase,
    marker: {
      inputs,
      files: Object.fromEntries(digests) as Record<string, string>,
      scriptSha256,
      reason: 'first install 2026-11-20 09:10:11 UTC',
      runCount: 1,
    },
    check:
      drifted && phase === 'base'
        ? {
            result: 'differs',
            differences: [{ item: 'swap', text: 'swap is on (/swapfile), applied off', inherited: false }],
          }
        : { result: 'in-place' },
  };
}

async function median(work: () => Promise<unknown>): Promise<number> {
  const seconds: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    await work();
    seconds.push((performance.now() - started) / 1000);
  }
  return seconds.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
}
