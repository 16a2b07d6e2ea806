import { z } from 'zod';
import {
  bucketSetting,
  fileSetting,
  flagSetting,
  numberSetting,
  objectPathSetting,
  typeSetting,
  urlSetting,
  wordSetting,
} from './settings';

export const ossBackend = z.strictObject({
  type: typeSetting('oss', 'A bucket of Alibaba Cloud Object Storage Service.'),
  bucket: bucketSetting,
  region: wordSetting('Region of the bucket. Default: ALICLOUD_REGION.', 'cn-beijing').optional(),
  prefix: objectPathSetting('Folder of the state in the bucket. Default: the name of the lab.').optional(),
  key: objectPathSetting('File name of the state. Default: terraform.tfstate.').optional(),
  endpoint: wordSetting('Host or URL of OSS.').optional(),
  tablestoreEndpoint: urlSetting(
    'URL of the Table Store with the lock. Default: ALICLOUD_TABLESTORE_ENDPOINT.',
    'https://terraform-remote.cn-hangzhou.ots.aliyuncs.com',
  ).optional(),
  tablestoreTable: wordSetting(
    "Table that holds the lock, with a primary key LockID. It must be given: without a lock two admins lose each other's state.",
  ).optional(),
  stsEndpoint: wordSetting('Host of STS.').optional(),
  encrypt: flagSetting('Whether OSS encrypts the state.').optional(),
  acl: wordSetting('ACL of the state.').optional(),
  profile: wordSetting('Profile in the credentials file. Default: ALICLOUD_PROFILE.').optional(),
  sharedCredentialsFile: fileSetting('Credentials file. Default: ~/.aliyun/config.json.').optional(),
  ecsRoleName: wordSetting('Role of the computer, on ECS.').optional(),
  assumeRoleRoleArn: wordSetting('ARN of a role to work as.').optional(),
  assumeRoleSessionName: wordSetting('Name of that session. Default: terraform.').optional(),
  assumeRoleSessionExpiration: numberSetting(
    'How long it lasts, in seconds. Default: 3600.',
    900,
    3600,
  ).optional(),
});
