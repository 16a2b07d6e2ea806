import { z } from 'zod';
import { flagSetting, objectPathSetting, plainFileSetting, typeSetting, wordSetting } from './settings';

export const consulBackend = z.strictObject({
  type: typeSetting('consul', 'The key-value store of Consul.'),
  path: objectPathSetting('The state in the store. Default: nuclab/<name>.').optional(),
  address: wordSetting(
    'Host and port of Consul. Default: CONSUL_HTTP_ADDR, or the agent on this computer.',
    'consul.example.org:8501',
  ).optional(),
  scheme: z
    .enum(['http', 'https'])
    .meta({ description: 'How Consul is spoken to. Default: http.' })
    .optional(),
  datacenter: wordSetting('Data centre. Default: that of the agent.').optional(),
  gzip: flagSetting('Whether the state is compressed.').optional(),
  caFile: plainFileSetting('Certificate authority of Consul. Default: CONSUL_CACERT.').optional(),
  certFile: plainFileSetting('Certificate to show to Consul. Default: CONSUL_CLIENT_CERT.').optional(),
  keyFile: plainFileSetting('Path of the key of that certificate. Default: CONSUL_CLIENT_KEY.').optional(),
});
