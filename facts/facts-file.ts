import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import type { LabFacts } from './lab-facts';

const text = z.string();
const textMap = z.record(text, text);
const time = text.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

const check = z.discriminatedUnion('result', [
  z.object({ result: z.literal('in-place') }),
  z.object({
    result: z.literal('differs'),
    differences: z.array(z.object({ item: text, text, inherited: z.boolean() })).min(1),
  }),
  z.object({ result: z.literal('running') }),
  z.object({ result: z.literal('failed'), what: text }),
]);

const step = z.object({
  phase: text,
  marker: z.object({
    inputs: textMap,
    files: textMap,
    scriptSha256: text,
    reason: text,
    runCount: z.int().min(0),
  }),
  check,
});

const observed = z.object({
  name: text,
  address: text,
  reached: z.literal(true),
  identity: z.object({
    machineId: text.optional(),
    bootId: text.optional(),
    hostname: text.optional(),
    hostKey: text.optional(),
  }),
  system: z.object({ os: text.optional(), kernel: text.optional(), architecture: text.optional() }),
  usage: z.object({
    uptimeSeconds: z.number().optional(),
    load: z.number().optional(),
    cpus: z.number().optional(),
    memoryKilobytes: z.number().optional(),
    memoryAvailableKilobytes: z.number().optional(),
    diskKilobytes: z.number().optional(),
    diskAvailableKilobytes: z.number().optional(),
  }),
  versions: textMap,
  certificates: z.array(z.object({ name: text, expiresAt: time })),
  steps: z.array(step),
  lock: z.object({ owner: text, purpose: text, since: text, heartbeatSeconds: z.number() }).optional(),
});

const unreachable = z.object({
  name: text,
  address: text,
  reached: z.literal(false),
  problem: z.object({ kind: text, what: text, fix: text, exitCode: z.int() }),
});

const cluster = z.object({
  observedOn: text,
  version: text.optional(),
  problem: text.optional(),
  nodes: z.array(
    z.object({
      name: text,
      ready: z.boolean(),
      message: text.optional(),
      role: z.enum(['control-plane', 'worker']),
      version: text,
      schedulable: z.boolean(),
      address: text.optional(),
      machineId: text.optional(),
    }),
  ),
  etcdMembers: z.array(z.object({ name: text, peerUrl: text, learner: z.boolean() })),
  steps: z.array(step),
});

const labFacts = z.object({
  schemaVersion: z.literal(2),
  lab: text,
  observedAt: time,
  nuclab: text,
  hosts: z.array(z.discriminatedUnion('reached', [observed, unreachable])),
  cluster: cluster.optional(),
}) satisfies z.ZodType<LabFacts>;

/** Facts as a file holds them; equal facts give equal bytes. */
export function factsText(facts: LabFacts): string {
  return `${JSON.stringify(labFacts.parse(facts), null, 1)}\n`;
}

/** @throws NuclabError `invalidInput` when the file cannot be read or holds no facts that this version understands */
export function readFacts(path: string): LabFacts {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const what = code === undefined ? 'the facts are no JSON' : `the facts cannot be read (${code})`;
    throw unusable(path, what, cause);
  }
  const version = (parsed as { readonly schemaVersion?: unknown } | null)?.schemaVersion;
  if (version !== 2) throw unusable(path, `the facts have schema version ${String(version)}, wanted 2`);
  const result = labFacts.safeParse(parsed);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw unusable(path, `the facts are damaged at ${issue?.path.join('.') ?? '?'}: ${issue?.message ?? '?'}`);
}

function unusable(where: string, what: string, cause?: unknown): NuclabError {
  return new NuclabError({
    where,
    what,
    fix: 'make them again with nuclab facts',
    exitCode: ExitCode.invalidInput,
    cause,
  });
}
