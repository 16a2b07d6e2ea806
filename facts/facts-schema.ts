import { z } from 'zod';
import type { LabFacts } from './lab-facts';

/** No text and no list of ours is longer; facts may come from anywhere. */
const text = z.string().max(100_000);
const texts = z.array(text).max(5000);
const textMap = z.record(text, text);
const list = <T extends z.ZodType>(item: T): z.ZodArray<T> => z.array(item).max(5000);
const time = text.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

const check = z.discriminatedUnion('result', [
  z.object({ result: z.literal('in-place') }),
  z.object({
    result: z.literal('differs'),
    differences: list(z.object({ item: text, text, inherited: z.boolean() })).min(1),
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

const space = z.object({ path: text, mount: text, available: z.number(), total: z.number() });

const storage = z.object({ disks: list(space), inodes: list(space), readOnly: texts, swap: texts });

const network = z.object({
  interfaces: list(z.object({ name: text, address: text, mac: text.optional() })),
  nameServers: texts,
  listeners: list(
    z.object({
      protocol: z.enum(['tcp', 'udp']),
      port: z.number(),
      pid: z.number().optional(),
      process: text.optional(),
    }),
  ).optional(),
  ufw: z.boolean(),
});

const packages = z.object({
  sources: texts,
  aptLock: z.object({ file: text, pid: z.number(), process: text }).optional(),
  dpkgInterrupted: z.boolean(),
});

const membership = z.object({
  kubeconfigs: list(z.object({ file: text, server: text })),
  caFingerprint: text.optional(),
  finished: texts,
  swarm: z.boolean(),
});

const reach = z.object({
  hostnameAddresses: texts,
  sourceSchemes: texts,
  urls: list(
    z.object({
      kind: z.enum(['repository', 'source', 'image']),
      url: text,
      status: z.number().optional(),
      error: z.number().optional(),
      proxy: text.optional(),
    }),
  ),
  peers: list(z.object({ address: text, port: z.number(), reached: z.boolean(), reason: text.optional() })),
});

const system = z.object({
  os: text.optional(),
  osId: text.optional(),
  osVersion: text.optional(),
  kernel: text.optional(),
  architecture: text.optional(),
  container: text.optional(),
  capabilities: text.optional(),
  cgroup: text.optional(),
  bash: text.optional(),
  systemd: text.optional(),
  units: texts.optional(),
  timeSynchronized: z.boolean().optional(),
  clock: z.object({ offsetSeconds: z.number(), uncertaintySeconds: z.number() }).optional(),
  kernelFeatures: textMap.optional(),
});

const host = z.object({
  name: text,
  address: text,
  reached: z.literal(true),
  identity: z.object({
    machineId: text.optional(),
    bootId: text.optional(),
    hostname: text.optional(),
    hostKey: text.optional(),
    productUuid: text.optional(),
  }),
  system,
  usage: z.object({
    uptimeSeconds: z.number().optional(),
    load: z.number().optional(),
    cpus: z.number().optional(),
    memoryKilobytes: z.number().optional(),
    memoryAvailableKilobytes: z.number().optional(),
    diskKilobytes: z.number().optional(),
    diskAvailableKilobytes: z.number().optional(),
  }),
  storage: storage.optional(),
  network: network.optional(),
  packages: packages.optional(),
  membership: membership.optional(),
  reach: reach.optional(),
  versions: textMap,
  certificates: list(z.object({ name: text, expiresAt: time })),
  steps: list(step),
  lock: z.object({ owner: text, purpose: text, since: text, heartbeatSeconds: z.number() }).optional(),
});

const unreachable = z.object({
  name: text,
  address: text,
  reached: z.literal(false),
  problem: z.object({ kind: text, where: text.optional(), what: text, fix: text, exitCode: z.int() }),
});

const cluster = z.object({
  observedOn: text,
  version: text.optional(),
  problem: text.optional(),
  notBelieved: z.boolean().optional(),
  nodes: list(
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
  etcdMembers: list(z.object({ name: text, peerUrl: text, learner: z.boolean() })),
  steps: list(step),
});

/** The form of facts in a file; keys that it does not name are dropped. */
export const labFacts = z.object({
  schemaVersion: z.literal(2),
  lab: text,
  observedAt: time,
  nuclab: text,
  hosts: list(z.discriminatedUnion('reached', [host, unreachable])),
  cluster: cluster.optional(),
}) satisfies z.ZodType<LabFacts>;
