import { z } from 'zod';
import {
  bucketSetting,
  flagSetting,
  numberSetting,
  objectPathSetting,
  typeSetting,
  urlSetting,
  wordSetting,
} from './settings';

export const cosBackend = z.strictObject({
  type: typeSetting('cos', 'A bucket of Tencent Cloud Object Storage.'),
  bucket: bucketSetting,
  region: wordSetting('Region of the bucket. Default: TENCENTCLOUD_REGION.', 'ap-guangzhou').optional(),
  prefix: objectPathSetting('Folder of the state in the bucket. Default: the name of the lab.').optional(),
  key: objectPathSetting('File name of the state. Default: terraform.tfstate.').optional(),
  encrypt: flagSetting('Whether COS encrypts the state.').optional(),
  acl: wordSetting('ACL of the state. Default: private.').optional(),
  accelerate: flagSetting('Whether to use global acceleration.').optional(),
  endpoint: urlSetting('URL of COS.', 'https://cos-internal.ap-guangzhou.tencentcos.cn').optional(),
  domain: wordSetting('Root domain of the API.').optional(),
  assumeRole: z
    .strictObject({
      roleArn: wordSetting('ARN of the role.'),
      sessionName: wordSetting('Name of the session.'),
      sessionDuration: numberSetting('How long it lasts, in seconds.', 0, 43_200),
    })
    .meta({ description: 'A role to work as.' })
    .optional(),
});
