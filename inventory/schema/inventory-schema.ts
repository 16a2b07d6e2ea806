import { z } from 'zod';
import { backendSchema } from './backend/backend-schema';
import { hostsSchema } from './hosts-schema';
import { kubernetesSchema } from './kubernetes-schema';
import { dnsLabel, dnsLabelRules, semester, semesterRules } from './names';
import { sshSchema } from './ssh-schema';
import { text } from './text';

/** The one source of the inventory's keys, types, defaults and words for editors. */
export const inventorySchema = z.strictObject({
  name: text({
    description: "Name of the lab: a DNS label; also the cluster's name in your kubeconfig.",
    rules: dnsLabelRules,
    pattern: dnsLabel,
  }).default('lab'),
  semester: text({
    description:
      'A word for the teaching period. Changing it makes every node leave and join again: a fresh cluster on the same machines.',
    rules: semesterRules,
    pattern: semester,
    examples: ['2026-autumn'],
  }).optional(),
  ssh: sshSchema.prefault({}),
  hosts: hostsSchema,
  kubernetes: kubernetesSchema.prefault({}),
  backend: backendSchema.prefault({ type: 'local' }),
});

/** An inventory that passed the schema: plain defaults filled in, the spellings still as written. */
export type WrittenInventory = z.output<typeof inventorySchema>;
