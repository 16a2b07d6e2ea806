import { z } from 'zod';
import {
  bucketSetting,
  fileSetting,
  objectPathSetting,
  typeSetting,
  urlSetting,
  wordSetting,
} from './settings';

export const gcsBackend = z.strictObject({
  type: typeSetting('gcs', 'A bucket of Google Cloud Storage.'),
  bucket: bucketSetting,
  prefix: objectPathSetting('Folder of the state in the bucket. Default: the name of the lab.').optional(),
  credentials: fileSetting(
    'Path of a credentials file, never its contents. Default: GOOGLE_APPLICATION_CREDENTIALS, or those of gcloud.',
  ).optional(),
  impersonateServiceAccount: wordSetting('Service account to work as.').optional(),
  impersonateServiceAccountDelegates: z
    .array(wordSetting('A service account.'))
    .min(1)
    .meta({ description: 'Service accounts on the way to it.' })
    .optional(),
  kmsEncryptionKey: wordSetting('Key of Cloud KMS that encrypts the state.').optional(),
  storageCustomEndpoint: urlSetting(
    'URL of the storage, where it is not that of Google.',
    'https://storage-lab.p.googleapis.com/storage/v1/b',
  ).optional(),
});
