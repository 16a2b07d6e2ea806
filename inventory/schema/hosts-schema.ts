import { z } from 'zod';
import { addressRules, ipv4 } from './addresses';
import { labelKey, labelValue, labelValueRules, taintEffects, taintKeyRules, taintText } from './labels';
import { dnsLabel, userName, userRules } from './names';
import { taintTextRules } from './taint';
import { text } from './text';

export const port = (description: string): z.ZodInt => z.int().min(1).max(65535).meta({ description });

export const user = (description: string): z.ZodString =>
  text({ description, rules: userRules, pattern: userName, examples: ['ubuntu'] });

const address = text({
  description:
    'IPv4 address of the host, which must not change: nuclab and the other nodes reach the host at it.',
  rules: addressRules,
  pattern: ipv4,
  examples: ['192.168.0.11'],
});

const taint = z.union([
  text({
    description: 'A taint as kubectl spells it: key=value:effect or key:effect.',
    rules: taintTextRules,
    pattern: taintText,
    examples: ['gpu=only:NoSchedule'],
  }),
  z.strictObject({
    key: text({
      description: 'Key of the taint.',
      rules: taintKeyRules,
      pattern: labelKey,
      examples: ['gpu'],
    }),
    value: text({
      description: 'Value of the taint.',
      rules: labelValueRules,
      pattern: labelValue,
    }).optional(),
    effect: z
      .enum(taintEffects)
      .meta({ description: 'What happens to pods that do not tolerate the taint.' }),
  }),
]);

const labels = z.record(
  z.string().meta({ pattern: labelKey.source }),
  text({ description: 'Value of the label; may be empty.', rules: labelValueRules, pattern: labelValue }),
);

const hostMap = z.strictObject({
  address,
  user: user('User for SSH on this host. Default: ssh.user.').optional(),
  port: port('Port of SSH on this host. Default: ssh.port.').optional(),
  labels: labels.meta({ description: 'Labels of the node.' }).default({}),
  taints: z.array(taint).meta({ description: 'Taints of the node.' }).default([]),
});

/** Hosts by name. The rules for names are in rules/keys.ts. */
export const hostsSchema = z
  .record(z.string().meta({ pattern: dnsLabel.source }), z.union([address, hostMap]))
  .meta({
    description:
      'The machines: name to IPv4 address, or to a map with more. The name becomes host name and node name. Without kubernetes.controlPlane the first host is the control plane.',
    examples: [{ nuc01: '192.168.0.11', nuc02: '192.168.0.12' }],
  });
